/** Where samples to train on come from: the model folder's data.js, a file of MNIST, the samples of the page. */

import { rangeOf } from "../../ink/recipe";
import { decodeBytes, decodeTensor } from "../../model/base64";
import type { LoadedModel } from "../../model/model";
import type { Trainable } from "../../training/describe-network";
import { countValues } from "../../model/shape";
import { runBody } from "../../training/body";
import type { LoadScript } from "../../training/open-worker";
import { readFile } from "../../training/read-file";
import { fillBatch, findFault, type Samples } from "../../training/math/samples";
import { makeSay } from "../../messages/say";
import { MESSAGES } from "./messages";

const say = makeSay(MESSAGES);

type Registry = { kerasdigitsData?: Record<string, StoredData> };

/** `globalThis.kerasdigitsData[NAME]`. */
interface StoredData {
  shape: number[];
  train: number;
  test: number;
  min: number;
  scale: number;
  inputs: string;
  labels: string;
}

const AT_ONCE = 200;

/** The data set beside the model; throws where it is missing or damaged. */
export async function loadData(
  model: LoadedModel,
  script: string,
  loadScript: LoadScript,
): Promise<Samples> {
  const registry = globalThis as unknown as Registry;
  if (!registry.kerasdigitsData?.[model.name]) await loadScript(script);
  const stored = registry.kerasdigitsData?.[model.name];
  if (!stored || !Array.isArray(stored.shape)) throw new Error(say("learned.reason.noSamples", { file: script }));
  const samples = { ...stored, inputs: decodeBytes(stored.inputs), labels: decodeBytes(stored.labels) };
  const fits = countValues(samples.shape) === countValues(model.inputShape);
  if (findFault(samples) || !fits) throw new Error(say("learned.reason.other", { file: script }));
  return samples;
}

/** The few samples that every exported run has: three quarters to learn from, the rest held out. */
export function takeParitySamples({ metadata, inputShape }: LoadedModel): Samples | null {
  const { inputs, labels } = metadata.parity ?? {};
  if (!inputs?.length || !labels?.length) return null;
  const train = Math.floor(labels.length * 0.75);
  const values = Float32Array.from(decodeTensor(inputs[0]));
  const samples = {
    shape: inputShape,
    train,
    test: labels.length - train,
    min: 0,
    scale: 1,
    inputs: values,
    labels: Float32Array.from(labels),
  };
  return findFault(samples) ? null : samples;
}

/** Read a file that somebody chose; rejects with an `NpzFault`. */
export async function readPictures(file: Blob, model: LoadedModel, loadScript: LoadScript): Promise<Samples> {
  const samples = await readFile(file, model.inputShape, loadScript);
  const [low, high] = model.recipe ? rangeOf(model.recipe) : [0, 1];
  return { ...samples, min: low, scale: (high - low) / 255 };
}

/** What the learning layers get: the samples themselves, or what the layers before make of them. */
export async function throughBody(samples: Samples, { body, spec }: Trainable, model: LoadedModel): Promise<Samples> {
  if (!body) return samples;
  const rows = samples.train + samples.test;
  const size = countValues(spec.inputShape);
  const inputs = new Float32Array(rows * size);
  for (let first = 0; first < rows; first += AT_ONCE) {
    const indices = Int32Array.from({ length: Math.min(AT_ONCE, rows - first) }, (_, i) => first + i);
    const x = new Float32Array(indices.length * countValues(samples.shape));
    fillBatch(samples, indices, x, new Float32Array(indices.length));
    inputs.set(await runBody(body, x, [indices.length, ...model.inputShape]), first * size);
    await new Promise((resolve) => setTimeout(resolve));
  }
  return { ...samples, shape: spec.inputShape, min: 0, scale: 1, inputs };
}
