import * as tf from "@tensorflow/tfjs-core";
import type { Network } from "../../src/model/network";

/** A network that doubles its rows, and notes how many it is given at a time. */
export function doubling(rows: number | null, given: number[]): Network {
  const info = { name: "x", shape: [rows, 2], dtype: "float32" as const };
  return {
    format: "graph-model",
    inputs: [info],
    outputs: [info],
    activation: null,
    layersModel: null,
    summarize: () => [],
    run: ([x]) => {
      given.push(x.shape[0]);
      return [tf.mul(x, 2)];
    },
    dispose: () => undefined,
  };
}
