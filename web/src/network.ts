/** What a layers model and a graph model have in common: tensors in, tensors out. No DOM. */

import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel, SymbolicTensor } from "@tensorflow/tfjs-layers";

/** So many rows go through a model at once when a caller brings thousands. */
const MOST_ROWS = 250;

/** One input or output; a size that the model leaves open is null, and so is a shape that it does not tell. */
export interface TensorInfo {
  name: string;
  shape: (number | null)[] | null;
  dtype: tf.DataType;
}

/** A model that TensorFlow.js has loaded, whichever of its two formats it came in. */
export interface Network {
  format: "layers-model" | "graph-model";
  inputs: TensorInfo[];
  outputs: TensorInfo[];
  /** One tensor for each input to one tensor for each output, in the order of the lists above. */
  run(inputs: tf.Tensor[]): tf.Tensor[];
  dispose(): void;
}

/** A Sequential model has no outputNames before it ran; they would be these. */
function describe(tensors: SymbolicTensor[]): TensorInfo[] {
  return tensors.map(({ shape, dtype, sourceLayer }) => ({ name: sourceLayer.name, shape, dtype }));
}

/** A layers model as a network. */
export function layersNetwork(model: LayersModel): Network {
  return {
    format: "layers-model",
    inputs: describe(model.inputs),
    outputs: describe(model.outputs),
    run(inputs) {
      const batchSize = Math.max(1, inputs[0].shape[0]);
      const outputs = model.predict(inputs.length === 1 ? inputs[0] : inputs, { batchSize });
      return Array.isArray(outputs) ? outputs : [outputs];
    },
    dispose: () => void model.dispose(),
  };
}

/**
 * Run rows through a network: all at once, or in batches where there are thousands, or where the model takes a
 * fixed number of rows. The last batch of such a model is filled with repeated rows, whose answers are dropped.
 */
export function ask(network: Network, inputs: tf.Tensor[]): tf.Tensor[] {
  const rows = inputs[0]?.shape[0] ?? 0;
  const fixed = network.inputs[0]?.shape?.[0] ?? null;
  const size = fixed ?? Math.min(rows, MOST_ROWS);
  if (rows === size || rows === 0) return network.run(inputs);
  return tf.tidy(() => {
    const batches: tf.Tensor[][] = [];
    for (let start = 0; start < rows; start += size) {
      const length = fixed ?? Math.min(size, rows - start);
      const indices = Int32Array.from({ length }, (_, i) => (start + i) % rows);
      batches.push(network.run(inputs.map((input) => tf.gather(input, tf.tensor1d(indices)))));
    }
    return network.outputs.map((_, k) => {
      const joined = tf.concat(batches.map((outputs) => outputs[k]));
      return tf.slice(joined, 0, rows);
    });
  });
}
