import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { model as functional, input, layers, sequential, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { ask, layersNetwork } from "../../src/model/tensor-network";
import { doubling } from "./doubling";

const counting = (rows: number): tf.Tensor => tf.reshape(tf.range(0, 2 * rows), [rows, 2]);

describe("asking", () => {
  it.each([
    ["all rows at once", null, 7, [7]],
    ["thousands in batches", null, 600, [250, 250, 100]],
    ["full batches for a model of fixed rows", 5, 7, [5, 5]],
    ["fewer rows than a model of fixed rows takes", 5, 2, [5]],
    ["exactly as many", 5, 5, [5]],
  ])("%s", async (_, fixed, rows, expected) => {
    const given: number[] = [];
    const [answer] = ask(doubling(fixed, given), [counting(rows)]);
    expect(given).toEqual(expected);
    expect(answer.shape).toEqual([rows, 2]);
    expect([...(await answer.data())]).toEqual(Array.from({ length: 2 * rows }, (_, i) => 2 * i));
  });
});

describe("a layers model", () => {
  it("names inputs and outputs before it ever ran", () => {
    const network = layersNetwork(sequential({ layers: [layers.dense({ name: "last", units: 3, inputShape: [2] })] }));
    expect(network.outputs).toEqual([{ name: "last", shape: [null, 3], dtype: "float32" }]);
    expect(network.summarize()).toEqual([{ kind: "Dense", shape: [3], parameters: 9, count: 1 }]);
  });

  it("has a summary when one layer is used at two places with two shapes", () => {
    const softmax = layers.softmax();
    const [a, b] = [input({ shape: [2] }), input({ shape: [5] })];
    const outputs = [softmax.apply(a), softmax.apply(b)] as SymbolicTensor[];
    const network = layersNetwork(functional({ inputs: [a, b], outputs }));
    expect(network.summarize().find(({ kind }) => kind === "Softmax")?.shape).toBeNull();
  });
});
