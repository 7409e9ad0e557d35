/** What all models have in common, whoever computes them: numbers in, numbers out. */

import type { DataType } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";

/** The numbers of one tensor, row-major. */
export type Numbers = Float32Array | Int32Array | Uint8Array;

/** A tensor as numbers; the first size is how many rows there are. */
export interface Values {
  data: Numbers;
  shape: number[];
  dtype: DataType;
}

/** One input or output; a size that the model leaves open is null, and so is a shape that it does not tell. */
export interface TensorInfo {
  name: string;
  shape: (number | null)[] | null;
  dtype: DataType;
}

/** One line of the model's summary: a layer, or all operations of one kind. */
export interface Part {
  kind: string;
  /** What a layer gives, for one row; null when that is not known. */
  shape: (number | null)[] | null;
  /** The numbers that a layer has learned; null for operations. */
  parameters: number | null;
  count: number;
}

/** A model that is loaded, whichever of the two formats it came in. */
export interface Network {
  format: "layers-model" | "graph-model";
  inputs: TensorInfo[];
  outputs: TensorInfo[];
  /** The function that makes the first output's numbers ("softmax"), as far as the model tells. */
  activation: unknown;
  /** TensorFlow.js's own model, for whoever looks inside or trains; null for a graph, which has no layers. */
  layersModel: LayersModel | null;
  /** Who computes: TensorFlow.js on its backend in use, the page's own few layers (src/forward/), or webgpu.js. */
  runsOn: "tensorflow.js" | "plain" | "webgpu";
  summarize(): Part[];
  /** The numbers of each input to those of each output, in the order of the lists above. */
  predict(inputs: Values[]): Promise<Numbers[]>;
  dispose(): void;
}
