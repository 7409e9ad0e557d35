import "@tensorflow/tfjs-backend-cpu";
import { GraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { input, layers, model as functional, sequential, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { decodeTensor, encodeTensor } from "../src/model/base64";
import { graphNetwork, type Topology } from "../src/model/graph-network";
import { ask, layersNetwork, type Network } from "../src/model/network";
import { replay } from "../src/model/parity";

/** A network that doubles its rows, and notes how many it is given at a time. */
function doubling(rows: number | null, given: number[]): Network {
  const info = { name: "x", shape: [rows, 2], dtype: "float32" as const };
  return {
    format: "graph-model",
    inputs: [info],
    outputs: [info],
    activation: null,
    summarize: () => [],
    run: ([x]) => {
      given.push(x.shape[0]);
      return [tf.mul(x, 2)];
    },
    dispose: () => undefined,
  };
}

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

/** A graph of x times a weight, through the operations named. */
async function graph(...operations: string[]): Promise<Network> {
  const placeholder = { name: "x", op: "Placeholder", input: [], attr: { dtype: { type: "DT_INT32" }, shape: { shape: { dim: [{ size: "-1" }, { size: "2" }] } } } };
  const chain = operations.map((op, i) => ({ name: `n${i}`, op, input: [i ? `n${i - 1}` : "x"], attr: {} }));
  const topology = { node: [placeholder, ...chain], versions: {}, library: {} };
  const dim = [{ size: "-1" }, { size: "2" }];
  const last = chain.at(-1)!.name;
  const artifacts = {
    modelTopology: topology,
    weightSpecs: [],
    weightData: new ArrayBuffer(0),
    signature: {
      inputs: { x: { name: "x:0", dtype: "DT_INT32", tensorShape: { dim } } },
      outputs: { answer: { name: `${last}:0`, dtype: "DT_FLOAT", tensorShape: { unknownRank: true } } },
    },
  };
  const model = new GraphModel({ load: async () => artifacts } as unknown as tf.io.IOHandler);
  await model.load();
  return graphNetwork(model, topology as Topology);
}

describe("a graph model", () => {
  it("reads shapes and dtypes from the signature, -1 as open, unknown as unknown", async () => {
    const network = await graph("Relu");
    expect(network.inputs).toEqual([{ name: "x", shape: [null, 2], dtype: "int32" }]);
    expect(network.outputs).toEqual([{ name: "answer", shape: null, dtype: "float32" }]);
  });

  it("finds the activation behind what changes no number", async () => {
    expect((await graph("Relu", "Softmax", "Identity")).activation).toBe("softmax");
    expect((await graph("Softmax", "Relu")).activation).toBe("relu");
  });

  it("counts its operations, the most frequent first", async () => {
    const parts = (await graph("Relu", "Abs", "Relu")).summarize();
    expect(parts.map(({ kind, count }) => [kind, count])).toEqual([["Relu", 2], ["Abs", 1]]);
  });

  it("says why it cannot run when it would need executeAsync", async () => {
    const network = await graph("Where");
    expect(() => network.run([tf.tensor2d([[1, 2]], [1, 2], "int32")])).toThrow(/executeAsync, and predict is synchronous/);
  });
});

describe("the replay's limits", () => {
  const record = (values: number[]) => encodeTensor(Float32Array.from(values), [values.length / 2, 2], "float32");
  /** The model gives 20 and 40, Keras gave 20 and 40 + off. */
  const replayed = (off: number, tolerance?: number, quantized?: boolean) =>
    replay(doubling(null, []), { inputs: [record([10, 20])], outputs: [record([20, 40 + off])], tolerance }, quantized);

  it.each([
    [9e-5, undefined, false, true],
    [2e-4, undefined, false, false],
    // A stated tolerance is relative to the largest value, 40.
    [2e-4, 1e-5, false, true],
    [5e-4, 1e-5, false, false],
    [0.3, 1e-2, true, true],
    [0.5, 1e-2, true, false],
    [9, undefined, true, true],
  ])("off by %f with tolerance %s, quantized %s: passed %s", async (off, tolerance, quantized, passed) => {
    const result = await replayed(off, tolerance, quantized);
    expect(result.passed).toBe(passed);
    expect(result.relativeDifference).toBeCloseTo(off / (40 + off), 5);
  });

  it("lets quantized weights turn a race around, and no others", async () => {
    expect(await replayed(-21, 2, true)).toMatchObject({ passed: true, otherClass: 1 });
    expect(await replayed(-21, 2, false)).toMatchObject({ passed: false, otherClass: 1 });
  });
});

it("encodes tensors so that they decode to the same numbers, however many", () => {
  const values = Float32Array.from({ length: 40_000 }, (_, i) => Math.sin(i));
  expect(decodeTensor(encodeTensor(values, [200, 200], "float32"))).toEqual(values);
  expect(decodeTensor(encodeTensor(Int32Array.of(-1, 7), [2], "int32"))).toEqual(Int32Array.of(-1, 7));
});
