/** A lesson as a task for the worker, where its arithmetic knows the layers; else TensorFlow.js teaches in the page. */

import type { layers, LayersModel } from "@tensorflow/tfjs-layers";
import type { LoadedModel } from "../../model/model";
import { runBody } from "../../training/body";
import { describeNetwork, type Trainable } from "../../training/describe-network";
import type { Samples } from "../../training/math/samples";
import type { Progress, Task } from "../../training/math/training";
import type { LoadScript } from "../../training/open-worker";
import { startTraining } from "../../training/trainer";

/** Examples with the classes that they are of. */
export interface Examples {
  inputs: Float32Array;
  labels: number[];
}

/** How to train. */
export interface Plan {
  /** `head`: the last layer that has weights; all others stay as they are. */
  layers: "head" | "all";
  rate: number;
  /** So many steps, each over all examples. */
  steps: number;
}

const PENALTIES = ["kernelRegularizer", "biasRegularizer", "activityRegularizer", "gammaRegularizer", "betaRegularizer"];

/** Does a layer make weights cost something, which the worker's loss does not? */
function isPenalized(layer: layers.Layer): boolean {
  const config = layer.getConfig();
  return PENALTIES.some((name) => config[name] != null) || layer.getClassName() === "ActivityRegularization";
}

/** What the worker is to teach; null where it does not know how. */
export function planLesson(model: LoadedModel, which: Plan["layers"]): Trainable | null {
  const whole = model.network.layersModel!;
  const trainable = describeNetwork(model, which === "head");
  // The loss has to be the one of Keras's classifiers.
  const end = model.units === 1 ? "sigmoid" : "softmax";
  if (!trainable || model.network.activation !== end || whole.layers.some(isPenalized)) return null;
  if (which === "all" && trainable.body) return null;
  // A few drawings are no statistics: normalizations keep those of the training.
  const specs = trainable.spec.layers.map((layer) => (layer.kind === "normalization" ? { ...layer, frozen: true as const } : layer));
  return { ...trainable, spec: { ...trainable.spec, layers: specs } };
}

async function prepare({ body, spec }: Trainable, model: LoadedModel, { inputs, labels }: Examples): Promise<Samples> {
  const rows = labels.length;
  const values = body ? await runBody(body, inputs, [rows, ...model.inputShape]) : inputs;
  const shape = spec.inputShape;
  return { shape, train: rows, test: 0, min: 0, scale: 1, inputs: values, labels: Float32Array.from(labels) };
}

/** How a lesson ended, and the weights that it ended with. */
export interface Taught {
  ending: Progress["ending"];
  variables: Float32Array[];
}

/** Take the steps of a lesson, each over all examples. */
export async function teachElsewhere(
  trainable: Trainable,
  model: LoadedModel,
  examples: Examples,
  plan: Plan,
  told: (step: number, loss: number) => void,
  loadScript: LoadScript,
): Promise<Taught> {
  const samples = await prepare(trainable, model, examples);
  const how = { optimizer: "sgd", rate: plan.rate, schedule: "constant", shuffle: false, seed: 0 } as const;
  const task: Task = {
    ...how,
    network: trainable.spec,
    variables: trainable.variables,
    samples,
    batchSize: samples.train,
    epochs: plan.steps,
  };
  let ending: Progress["ending"] = null;
  const hear = (progress: Progress): void => {
    ending = progress.ending;
    told(progress.step, progress.loss);
  };
  const running = await startTraining(task, hear, loadScript);
  return { variables: await running.ended, ending };
}

/** The weights of the layers that learn, which are the last ones of a model, in the order of the variables. */
export function listLearned(model: LayersModel, { names }: Trainable): layers.Layer["weights"] {
  return model.layers.flatMap((layer) => layer.weights).slice(-names.length);
}
