/**
 * What a kerasdigits model folder carries: the types of `model.json`, `model.js` and `models/index.js`.
 *
 * The layers and the graph format themselves are TensorFlow.js's (tfjs-core, io/types.ts); `userDefinedMetadata.kerasdigits`
 * is ours (docs/folders.md). Every field but `version` and `parity` may be missing: a model that
 * was not trained by kerasdigits has nothing to say about its training.
 */

import type { Recipe } from "../ink/recipe";

/** A tensor as text: little-endian, C order, base64. */
export interface TensorRecord {
  shape: number[];
  dtype: "float32" | "int32" | "bool";
  data: string;
}

/** Samples with the answers that Keras gave, one record for each input and output of the model. */
export interface Parity {
  inputs: TensorRecord[];
  outputs: TensorRecord[];
  labels?: number[] | null;
  backend?: string;
  /** How far from Keras the numbers may be, relative to each output's largest value; for quantized weights, say. */
  tolerance?: number;
}

/** How the model was trained, for the model card. */
export interface Training {
  data?: string;
  /** Where the data came from and their licence, in a line. */
  source?: string;
  model?: string;
  optimizer?: string;
  loss?: string;
  learning_rate?: number;
  batch_size?: number;
  epochs?: number;
  seed?: number;
  backend?: string;
  device?: string;
  keras_version?: string;
  metrics?: Record<string, number>;
  input_name?: string | string[];
  output_name?: string | string[];
}

/** What one number of a table's row is: the id of a category, or a number, perhaps standardized. */
export interface Column {
  name: string;
  /** What the ids 0, 1, ... stand for. */
  categories?: string[];
  mean?: number;
  deviation?: number;
  /** The least and the largest value in training, as people write it. */
  low?: number;
  high?: number;
}

/** `userDefinedMetadata.kerasdigits` of model.json. */
export interface Metadata {
  version: number;
  name?: string;
  /** What visitors read instead of the name. */
  title?: string;
  task?: "classification" | "regression" | null;
  output?: "probabilities" | "logits" | null;
  class_names?: string[];
  preprocess?: Recipe | null;
  /** For a model of a table, one for each number that goes in. */
  columns?: Column[];
  training?: Training;
  parameters?: number;
  parity?: Parity;
  /** The script with the test samples that the export chose (test-samples.ts). */
  tests?: string;
  /** Scripts beside model.js: the weights after some epochs, and a small data set whole. */
  epochs?: string;
  data?: string;
  /** `epoch`, and each number that was measured after it, such as `loss` and `val_loss`. */
  curves?: Record<string, number[]>;
}

/** One weight of a weights manifest; `quantization` is there when the file was exported with --quantize. */
export interface WeightSpec {
  name: string;
  shape: number[];
  dtype: string;
  quantization?: { dtype: string };
}

/** `model.json`, as far as we read it. */
export interface ModelJson {
  format?: string;
  modelTopology: object;
  signature?: object;
  weightsManifest: { paths: string[]; weights: WeightSpec[] }[];
  trainingConfig?: object;
  userDefinedMetadata?: { kerasdigits?: Metadata };
}

/** Does this model.json hold a graph? Other exporters do not always name the format. */
export function isGraph(json: ModelJson): boolean {
  return json.format === "graph-model" || Boolean(json.modelTopology && "node" in json.modelTopology);
}

/** One entry of `globalThis.kerasdigitsModels`, put there by a `model.js`. */
export interface ModelBundle {
  json: ModelJson;
  weights: string;
}

/** One entry of `globalThis.kerasdigitsIndex`, put there by `models/index.js`. */
export interface IndexEntry {
  name: string;
  title?: string;
  script: string;
}
