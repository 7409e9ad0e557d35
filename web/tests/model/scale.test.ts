import "@tensorflow/tfjs-backend-cpu";
import { layers, type LayersModel, sequential } from "@tensorflow/tfjs-layers";
import { expect, it } from "vitest";
import type { Metadata } from "../../src/model/metadata";
import { layersNetwork } from "../../src/model/tensor-network";
import { chooseScale as choose } from "../../src/model/scale";

const chooseScale = (model: LayersModel, metadata: Metadata, classes: number) =>
  choose(layersNetwork(model).activation, metadata, model.outputs[0].shape.at(-1) ?? 1, classes);
const plain = (units = 3): LayersModel => sequential({ layers: [layers.dense({ units, inputShape: [2] })] });
const ending = (last: layers.Layer, units?: number): LayersModel => {
  const model = plain(units);
  (model as ReturnType<typeof sequential>).add(last);
  return model;
};

/** Metadata whose one stored answer is these numbers. */
function answered(output: Metadata["output"], ...values: number[]): Metadata {
  const data = Buffer.from(Float32Array.from(values).buffer).toString("base64");
  const record = { shape: [1, values.length], dtype: "float32" as const, data };
  return { version: 1, output, parity: { inputs: [], outputs: [record] } };
}

it("takes a softmax at the end for a distribution, whatever layer holds it", () => {
  const inner = sequential({ layers: [layers.dense({ units: 3, inputShape: [3], activation: "softmax" })] });
  const ends = [layers.dense({ units: 3, activation: "softmax" }), layers.softmax(), layers.activation({ activation: "softmax" }), inner];
  expect(ends.map((last) => chooseScale(ending(last), { version: 1 }, 3))).toEqual(Array(4).fill("distribution"));
});

it("takes one sigmoid for two classes for a distribution, and several for none", () => {
  const sigmoid = (units: number): LayersModel => ending(layers.activation({ activation: "sigmoid" }), units);
  expect(chooseScale(sigmoid(1), { version: 1 }, 2)).toBe("distribution");
  expect(chooseScale(sigmoid(3), answered("probabilities", 0.2, 0.3, 0.5), 3)).toBe("independent");
});

it("believes that other layers give probabilities when metadata and stored answers both say so", () => {
  expect(chooseScale(plain(), answered("probabilities", 0.2, 0.3, 0.5), 3)).toBe("distribution");
  expect(chooseScale(plain(), answered("probabilities", 0.2, 0.3, 0.6), 3)).toBe("scores");
  expect(chooseScale(plain(), answered(null, 0.2, 0.3, 0.5), 3)).toBe("scores");
  expect(chooseScale(plain(), { version: 1, output: "probabilities" }, 3)).toBe("scores");
});
