/** Models that TensorFlow.js computes, on the backend in use: tensors in, tensors out. */

import * as tf from "@tensorflow/tfjs-core";
import type { layers, LayersModel, SymbolicTensor } from "@tensorflow/tfjs-layers";
import type { Network, Numbers, Part, TensorInfo, Values } from "./network";

/** So many rows go through a model at once when a caller brings thousands. */
const MOST_ROWS = 250;

/** A model of which TensorFlow.js computes tensors. */
export interface Runnable extends Omit<Network, "predict"> {
  /** One tensor for each input to one tensor for each output. */
  run(inputs: tf.Tensor[]): tf.Tensor[];
}

/** A network whose tensors one can have, as well as its numbers. */
export type TensorNetwork = Network & Runnable;

/** A Sequential model has no outputNames before it ran; they would be these. */
function describe(tensors: SymbolicTensor[]): TensorInfo[] {
  return tensors.map(({ shape, dtype, sourceLayer }) => ({ name: sourceLayer.name, shape, dtype }));
}

/** The activation of the last layer, seen through models that serve as a layer. */
function lastActivation(model: LayersModel): unknown {
  const layer = model.outputs[0].sourceLayer;
  if (layer !== model && "outputs" in layer) return lastActivation(layer as LayersModel);
  return layer.getClassName() === "Softmax" ? "softmax" : layer.getConfig().activation;
}

/** What a layer gives for one row; a layer that is used at several places may give several shapes, and throws. */
function givenShape(layer: layers.Layer): Part["shape"] {
  try {
    const shapes = layer.outputShape as (number | null)[] | (number | null)[][];
    return ((Array.isArray(shapes[0]) ? shapes[0] : shapes) as (number | null)[]).slice(1);
  } catch {
    return null;
  }
}

function describeLayer(layer: layers.Layer): Part {
  return { kind: layer.getClassName(), shape: givenShape(layer), parameters: layer.countParams(), count: 1 };
}

/** A layers model as a network. */
export function layersNetwork(model: LayersModel): TensorNetwork {
  return withPredict({
    format: "layers-model",
    inputs: describe(model.inputs),
    outputs: describe(model.outputs),
    activation: lastActivation(model),
    layersModel: model,
    runsOn: "tensorflow.js",
    summarize: () => model.layers.map(describeLayer),
    run(inputs) {
      const batchSize = Math.max(1, inputs[0].shape[0]);
      const outputs = model.predict(inputs.length === 1 ? inputs[0] : inputs, { batchSize });
      return Array.isArray(outputs) ? outputs : [outputs];
    },
    dispose: () => void model.dispose(),
  });
}

/**
 * Run rows through a network: all at once, or in batches where there are thousands, or where the model takes a
 * fixed number of rows. The last batch of such a model is filled with repeated rows, whose answers are dropped.
 */
export function ask(network: Runnable, inputs: tf.Tensor[]): tf.Tensor[] {
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

/** A network that takes and gives tensors, and so numbers as well. */
export function withPredict(network: Runnable): TensorNetwork {
  const predict = async (values: Values[]): Promise<Numbers[]> => {
    const inputs = values.map(({ data, shape, dtype }) => tf.tensor(data, shape, dtype));
    let outputs: tf.Tensor[] = [];
    try {
      outputs = ask(network, inputs);
      return (await Promise.all(outputs.map((tensor) => tensor.data()))) as Numbers[];
    } finally {
      tf.dispose([...inputs, ...outputs]);
    }
  };
  return { ...network, predict };
}
