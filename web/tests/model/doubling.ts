import * as tf from "@tensorflow/tfjs-core";
import { type TensorNetwork, withPredict } from "../../src/model/tensor-network";

/** A network that doubles its rows, and notes how many it is given at a time. */
export function doubling(rows: number | null, given: number[]): TensorNetwork {
  const info = { name: "x", shape: [rows, 2], dtype: "float32" as const };
  return withPredict({
    format: "graph-model",
    inputs: [info],
    outputs: [info],
    activation: null,
    layersModel: null,
    runsOn: "tensorflow.js",
    summarize: () => [],
    run: ([x]) => {
      given.push(x.shape[0]);
      return [tf.mul(x, 2)];
    },
    dispose: () => undefined,
  });
}
