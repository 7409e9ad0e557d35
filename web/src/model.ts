/** Load an exported model from what its model.js registered, and ask it. No DOM. */

import * as tf from "@tensorflow/tfjs-core";
import { loadLayersModel, type LayersModel } from "@tensorflow/tfjs-layers";
import type { Scale } from "./answers";
import { decodeBytes } from "./base64";
import type { Metadata, ModelBundle, Recipe, WeightSpec } from "./metadata";
import { Problem } from "./problem";
import { chooseScale } from "./scale";

/** So many rows go through the model at once when a caller brings thousands. */
const BATCH = 250;

/** How a person gives this model its input: by drawing, as numbers, or not on this page. */
export type InputKind = "picture" | "numbers" | "none";

/** A model that is ready to answer. */
export interface LoadedModel {
  name: string;
  layers: LayersModel;
  metadata: Metadata;
  inputShape: number[];
  inputKind: InputKind;
  recipe: Recipe | null;
  classNames: string[];
  scale: Scale;
  weightBytes: number;
}

/** Bytes of one weight as stored: quantized ones are smaller than their dtype. */
function storedBytes(spec: WeightSpec): number {
  const dtype = spec.quantization?.dtype ?? spec.dtype;
  const width = { float32: 4, int32: 4, float16: 2, uint16: 2, uint8: 1, bool: 1 }[dtype];
  if (width === undefined) throw new Error(`unknown dtype ${dtype} of weight ${spec.name}`);
  return spec.shape.reduce((product, size) => product * size, width);
}

function corrupt(name: string, why: string): Problem {
  return new Problem(
    `The model "${name}" cannot be loaded`,
    `Its file model.js is damaged: ${why}. Export the model again.`,
    "kerasdigits export RUN",
  );
}

/** The weights, decoded, when there are exactly as many as the manifest lists. */
function decodeWeights(bundle: ModelBundle, specs: WeightSpec[], name: string): ArrayBuffer {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = decodeBytes(bundle.weights);
  } catch {
    throw corrupt(name, "the weights are no base64 text");
  }
  const expected = specs.reduce((total, spec) => total + storedBytes(spec), 0);
  if (bytes.length !== expected) {
    throw corrupt(name, `it holds ${bytes.length} bytes of weights, the layers need ${expected}`);
  }
  return bytes.buffer;
}

/** The recipe of the metadata; a foreign image model without one gets its pictures resized. */
function chooseRecipe(metadata: Metadata, shape: number[]): Recipe | null {
  if (metadata.preprocess !== undefined) return metadata.preprocess;
  const [height, width, channels = 1] = shape;
  if (shape.length < 2 || shape.length > 3 || ![1, 3].includes(channels)) return null;
  return { recipe: "resize", size: [height, width], channels };
}

function chooseInputKind(layers: LayersModel, recipe: Recipe | null, shape: number[]): InputKind {
  if (layers.inputs.length !== 1) return "none";
  if (recipe) return "picture";
  return shape.length === 1 && shape[0] <= 24 ? "numbers" : "none";
}

/** The class names, or numbers for a classifier that brings none; empty for a regression. */
function chooseClassNames(metadata: Metadata, layers: LayersModel): string[] {
  if (metadata.class_names?.length) return metadata.class_names;
  if (metadata.task === "regression") return [];
  const units = layers.outputs[0].shape.at(-1) ?? 1;
  return units > 1 ? Array.from({ length: units }, (_, i) => String(i)) : [];
}

/** Check a bundle, give it to TensorFlow.js, and say what the page can do with it. */
export async function loadModel(name: string, bundle: ModelBundle | undefined): Promise<LoadedModel> {
  const json = bundle?.json;
  if (!bundle || !json?.modelTopology || !Array.isArray(json.weightsManifest)) {
    throw corrupt(name, "it registers no model of this name");
  }
  const weightSpecs = json.weightsManifest.flatMap((group) => group.weights);
  const weightData = decodeWeights(bundle, weightSpecs, name);
  const artifacts = { modelTopology: json.modelTopology, weightSpecs, weightData };
  let layers: LayersModel;
  try {
    layers = await loadLayersModel(tf.io.fromMemory(artifacts as tf.io.ModelArtifacts));
  } catch (error) {
    throw corrupt(name, `TensorFlow.js says: ${(error as Error).message.replace(/\.$/, "")}`);
  }
  const metadata = json.userDefinedMetadata?.kerasdigits ?? { version: 1 };
  const inputShape = layers.inputs[0].shape.slice(1).map((size) => size ?? 1);
  const recipe = chooseRecipe(metadata, inputShape);
  const classNames = chooseClassNames(metadata, layers);
  return {
    name,
    layers,
    metadata,
    inputShape,
    inputKind: chooseInputKind(layers, recipe, inputShape),
    recipe,
    classNames,
    scale: chooseScale(layers, metadata, classNames.length),
    weightBytes: weightData.byteLength,
  };
}

/**
 * Ask the model, on the backend in use.
 *
 * @param input n rows of input numbers, flat, row-major
 * @returns n rows of the first output, flat
 */
export async function predict(model: LoadedModel, input: Float32Array, n: number): Promise<Float32Array> {
  const size = model.inputShape.reduce((product, side) => product * side, 1);
  if (input.length !== n * size) {
    throw new Error(`expected ${n} x ${size} input numbers, received ${input.length}`);
  }
  const dtype = model.layers.inputs[0].dtype;
  const output = tf.tidy(() => {
    const x = tf.tensor(input, [n, ...model.inputShape], dtype);
    const y = model.layers.predict(x, { batchSize: BATCH });
    return Array.isArray(y) ? y[0] : y;
  });
  try {
    return (await output.data()) as Float32Array;
  } finally {
    output.dispose();
  }
}
