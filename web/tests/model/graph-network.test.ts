import "@tensorflow/tfjs-backend-cpu";
import { GraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { graphNetwork, type Topology } from "../../src/model/graph-network";
import type { Runnable } from "../../src/model/tensor-network";

/** A graph of x times a weight, through the operations named. */
async function graph(...operations: string[]): Promise<Runnable> {
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
