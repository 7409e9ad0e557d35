import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { input, layers, model as functional, type LayersModel, sequential, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { explainCell } from "../../../src/scenes/inside/explain";
import { readActivations, runSteps } from "../../../src/scenes/inside/forward";
import { cellAt, countCells } from "../../../src/scenes/inside/math/layout";
import { readSteps } from "../../../src/scenes/inside/steps";
import { chain, fillWeights, through, wave } from "./models";

const CNN = (): LayersModel => {
  const model = chain(
    [8, 7, 2],
    layers.conv2d({ filters: 3, kernelSize: [3, 2], strides: 2, padding: "same", activation: "relu" }),
    layers.batchNormalization(),
    layers.activation({ activation: "tanh" }),
    layers.depthwiseConv2d({ kernelSize: 2, depthMultiplier: 2, padding: "same", activation: "sigmoid" }),
    layers.averagePooling2d({ poolSize: 2, padding: "same" }),
    layers.maxPooling2d({ poolSize: [1, 2] }),
    layers.dropout({ rate: 0.9 }),
    layers.flatten(),
    layers.dense({ units: 5, activation: "elu", useBias: false }),
    layers.dense({ units: 4, activation: "softmax" }),
  );
  fillWeights(model, -0.8, 0.9);
  // A variance is not negative.
  const norm = model.layers.find((layer) => layer.getClassName() === "BatchNormalization")!;
  norm.setWeights(norm.getWeights().map((weight) => tf.abs(weight)));
  return model;
};

/** Explain every number of every step; the explanation's arithmetic gives what TensorFlow.js computed. */
async function expectExplained(model: LayersModel, shape: number[]): Promise<Set<string>> {
  const steps = readSteps(model, shape);
  const row = wave(shape.reduce((a, b) => a * b), -1, 1);
  const activations = await readActivations(steps, row, shape, "float32");
  const types = new Set<string>();
  steps.forEach(({ layout, kind }, place) => {
    for (let i = 0; i < countCells(layout); i++) {
      const explanation = explainCell(steps, activations, place, cellAt(layout, i));
      expect(Math.abs(explanation.result - activations[place][i]), `${kind} ${i}`).toBeLessThan(1e-5);
      types.add(explanation.type);
    }
  });
  return types;
}

describe("an explanation", () => {
  it("adds up to the number that TensorFlow.js computed, for every number of a network", async () => {
    expect([...(await expectExplained(CNN(), [8, 7, 2]))].sort()).toEqual(["changed", "normalised", "opaque", "pooled", "weighted"]);
  });

  it("also where the layers are lists, softmax is a layer of its own, and positions are pooled", async () => {
    const list = chain([5], layers.dense({ units: 3 }), layers.softmax({}));
    fillWeights(list, -1, 1);
    expect(await expectExplained(list, [5])).toContain("softmaxed");
    const sound = chain([9, 2], layers.conv1d({ filters: 3, kernelSize: 3, padding: "same", strides: 2 }), layers.globalMaxPooling1d({}));
    fillWeights(sound, -1, 1);
    expect(await expectExplained(sound, [9, 2])).toContain("pooled");
  });
});

describe("running step by step", () => {
  it("answers as the model does, in a Sequential model and through branches and models as layers", async () => {
    const inner = sequential({ layers: [layers.dense({ units: 3, inputShape: [4], activation: "relu" })] });
    const start = input({ shape: [4] });
    const a = inner.apply(start) as SymbolicTensor;
    const b = inner.apply(layers.add().apply([start, start])) as SymbolicTensor;
    const joined = layers.concatenate().apply([a, b]) as SymbolicTensor;
    const branched = functional({ inputs: start, outputs: through(layers.dense({ units: 2 }))(joined) });
    const plain = sequential({ layers: [layers.dense({ units: 3, inputShape: [4] }), layers.reLU({})] });
    for (const model of [branched, plain]) {
      const rows = tf.tensor(wave(8, -1, 1), [2, 4]);
      const expected = [...(model.predict(rows) as tf.Tensor).dataSync()];
      const steps = readSteps(model, [4]);
      expect([...runSteps(steps, rows).at(-1)!.dataSync()]).toEqual(expected);
    }
    expect(readSteps(branched, [4]).map(({ kind }) => kind)).toEqual([
      "InputLayer", "Sequential", "Add", "Sequential", "Concatenate", "Dense",
    ]);
  });

  it("drops a channel and leaves the layer as it is", () => {
    const model = chain([2], layers.dense({ units: 2, useBias: false }), layers.dense({ units: 1, useBias: false }));
    model.setWeights([tf.tensor([1, 2, 3, 4], [2, 2]), tf.tensor([10, 1], [2, 1])]);
    const steps = readSteps(model, [2]);
    const answer = (mask?: number[]): number =>
      runSteps(steps, tf.tensor([1, 1], [1, 2]), new Map(mask ? [[1, Float32Array.from(mask)]] : []))[2].dataSync()[0];
    expect([answer(), answer([0, 1]), answer([1, 0]), answer()]).toEqual([46, 6, 40, 46]);
  });

  it("leaves no tensor behind", async () => {
    const steps = readSteps(CNN(), [8, 7, 2]);
    const before = tf.memory().numTensors;
    await readActivations(steps, new Float32Array(112), [8, 7, 2], "float32");
    expect(tf.memory().numTensors).toBe(before);
  });
});
