/**
 * Train a model folder as a page would that calls `model.fit`, and say where its weights were after each epoch.
 *
 * Batches come in the order of the samples: only so can two libraries be compared step by step.
 */

import * as tf from "@tensorflow/tfjs-core";
import { loadLayersModel } from "@tensorflow/tfjs-layers";
import { encodeTensor } from "../model/base64";
import type { TensorRecord } from "../model/metadata";
import { toTensor } from "../model/verdict";
import { folderHandler } from "./folder";

/** What to train on, and for how long. */
export interface Fit {
  x: TensorRecord;
  y: TensorRecord;
  epochs: number;
  batchSize: number;
}

/** What came of it; the names are those of the JSON that travels to Python. */
export interface Trained {
  ok: true;
  tfjs_version: string;
  /** The weights before the first epoch, and after each. */
  batches: TensorRecord[][];
  /** The loss that `fit` reports of each epoch. */
  losses: number[];
  /** What `evaluate` says after the last epoch. */
  evaluated: number;
}

/** Load a compiled layers model and train it. Throws when it is not compiled. */
export async function train(folder: string, { x, y, epochs, batchSize }: Fit): Promise<Trained> {
  const model = await loadLayersModel(folderHandler(folder));
  if (!model.optimizer) throw new Error("the model was exported without its optimizer and loss");
  const weights = (): TensorRecord[] =>
    model.getWeights().map((weight) => encodeTensor(new Float32Array(weight.dataSync()), weight.shape, "float32"));
  const [inputs, targets] = [toTensor(x), toTensor(y)];
  const batches = [weights()];
  const losses: number[] = [];
  await model.fit(inputs, targets, {
    epochs,
    batchSize,
    shuffle: false,
    verbose: 0,
    yieldEvery: "never",
    callbacks: {
      onEpochEnd: (_, logs) => {
        batches.push(weights());
        losses.push(logs?.loss as number);
      },
    },
  });
  const scores = [model.evaluate(inputs, targets, { batchSize: x.shape[0] })].flat();
  const evaluated = scores[0].dataSync()[0];
  tf.dispose([inputs, targets, ...scores]);
  return { ok: true, tfjs_version: tf.version_core, batches, losses, evaluated };
}
