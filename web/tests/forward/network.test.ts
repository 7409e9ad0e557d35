/** The first answer is TensorFlow.js's: random models of the layers that this room computes, through both. */

import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { layers, type LayersModel, model as functional, input, sequential, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { forwardNetwork } from "../../src/forward/network";
import type { ModelJson, WeightSpec } from "../../src/model/metadata";

interface Saved {
  json: ModelJson;
  bytes: ArrayBuffer;
  specs: WeightSpec[];
}

/** What a model folder holds of a model. */
async function save(model: LayersModel): Promise<Saved> {
  let saved: Saved | undefined;
  await model.save({
    save: async (artifacts) => {
      const json = { modelTopology: artifacts.modelTopology as object, weightsManifest: [] };
      saved = { json, bytes: artifacts.weightData as ArrayBuffer, specs: artifacts.weightSpecs as WeightSpec[] };
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
    },
  });
  return saved!;
}

/** Weights that are not the zeros and ones that layers begin with; variances stay positive. */
function shake(model: LayersModel): void {
  model.setWeights(model.weights.map(({ shape, originalName }) =>
    originalName.includes("variance") ? tf.randomUniform(shape as number[], 0.5, 2) : tf.randomNormal(shape as number[], 0, 0.5)));
}

/** The largest difference between this room and TensorFlow.js, on three random rows. */
async function findGap(model: LayersModel): Promise<number> {
  shake(model);
  const { json, bytes, specs } = await save(model);
  const network = forwardNetwork(json, bytes, specs)!;
  expect(network, "the model is refused").not.toBeNull();
  const shape = [3, ...(model.inputs[0].shape.slice(1) as number[])];
  const x = tf.randomNormal(shape);
  const [found] = await network.predict([{ data: x.dataSync() as Float32Array, shape, dtype: "float32" }]);
  const expected = (model.predict(x) as tf.Tensor).dataSync();
  expect(found).toHaveLength(expected.length);
  const sizes = model.outputs[0].shape.map((size, i) => size ?? network.outputs[0].shape![i]);
  expect(network.outputs[0].shape).toEqual(sizes);
  return Math.max(...expected.map((value, i) => Math.abs(value - found[i])));
}

/** A model of one layer, on images or on rows. */
function alone(layer: Parameters<ReturnType<typeof sequential>["add"]>[0], shape: number[]): LayersModel {
  const x = input({ shape });
  return functional({ inputs: x, outputs: layer.apply(x) as SymbolicTensor });
}

const IMAGE = [9, 7, 3];
const conv = (more: object) => layers.conv2d({ filters: 4, kernelSize: [3, 2], ...more });

const CASES: [string, () => LayersModel][] = [
  ...(["valid", "same"] as const).flatMap((padding): [string, () => LayersModel][] => [
    [`Conv2D, ${padding}`, () => alone(conv({ padding }), IMAGE)],
    [`Conv2D, ${padding}, strides`, () => alone(conv({ padding, strides: [2, 3], activation: "relu", useBias: false }), IMAGE)],
    [`Conv2D, ${padding}, dilated`, () => alone(conv({ padding, dilationRate: [2, 1] }), IMAGE)],
    [`MaxPooling2D, ${padding}`, () => alone(layers.maxPooling2d({ poolSize: [3, 2], strides: 2, padding }), IMAGE)],
    [`AveragePooling2D, ${padding}`, () => alone(layers.averagePooling2d({ poolSize: 3, strides: [1, 2], padding }), IMAGE)],
  ]),
  ["GlobalAveragePooling2D", () => alone(layers.globalAveragePooling2d({}), IMAGE)],
  ["GlobalMaxPooling2D", () => alone(layers.globalMaxPooling2d({}), IMAGE)],
  ["BatchNormalization", () => alone(layers.batchNormalization({}), IMAGE)],
  ["BatchNormalization, plain", () => alone(layers.batchNormalization({ scale: false, center: false }), [5])],
  ["Dense on images", () => alone(layers.dense({ units: 4, useBias: false }), IMAGE)],
  ["Flatten", () => alone(layers.flatten({}), IMAGE)],
  ["Reshape", () => alone(layers.reshape({ targetShape: [21, -1] }), IMAGE)],
  ["Dropout", () => alone(layers.dropout({ rate: 0.5 }), [5])],
  ["ReLU up to 1", () => alone(layers.reLU({ maxValue: 1 }), [5])],
  ["Softmax", () => alone(layers.softmax({}), [5])],
  ...["relu", "relu6", "sigmoid", "tanh", "elu", "selu", "softsign", "swish", "softmax", "linear"].map(
    (name): [string, () => LayersModel] => [name, () => alone(layers.dense({ units: 6, activation: name as "relu" }), [5])],
  ),
];

describe("the page's own layers", () => {
  it.each(CASES)("compute %s as TensorFlow.js does", async (_, make) => {
    expect(await findGap(make())).toBeLessThan(2e-6);
  });

  it("carry whole models, sequential and with branches that meet", async () => {
    const stack = sequential({
      layers: [
        layers.conv2d({ filters: 4, kernelSize: 3, strides: 2, activation: "relu", inputShape: [12, 12, 1] }),
        layers.maxPooling2d({}),
        layers.flatten(),
        layers.dense({ units: 10, activation: "softmax" }),
      ],
    });
    expect(await findGap(stack)).toBeLessThan(2e-6);
    const x = input({ shape: [8, 8, 2] });
    const side = layers.conv2d({ filters: 2, kernelSize: 3, padding: "same" }).apply(x) as SymbolicTensor;
    const sum = layers.add().apply([x, side, x]) as SymbolicTensor;
    expect(await findGap(functional({ inputs: x, outputs: layers.flatten().apply(sum) as SymbolicTensor }))).toBeLessThan(5e-6);
  });

  it("leave the rest to TensorFlow.js", async () => {
    const x = input({ shape: [4, 4, 1] });
    const shared = layers.dense({ units: 1 });
    const twice = shared.apply(shared.apply(x)) as SymbolicTensor;
    const others = [
      alone(layers.conv2dTranspose({ filters: 2, kernelSize: 3 }), IMAGE),
      alone(layers.softmax({ axis: 1 }), IMAGE),
      alone(layers.dense({ units: 2, activation: "hardSigmoid" }), [3]),
      alone(layers.dense({ units: 2 }), [null as unknown as number, 3]),
      functional({ inputs: x, outputs: twice }),
      sequential({ layers: [sequential({ layers: [layers.dense({ units: 1, inputShape: [2] })] })] }),
      alone(layers.conv2d({ filters: 64, kernelSize: 9, padding: "same" }), [80, 80, 64]),
    ];
    for (const model of others) {
      const { json, bytes, specs } = await save(model);
      expect(forwardNetwork(json, bytes, specs)).toBeNull();
    }
    const { json, bytes, specs } = await save(alone(layers.dense({ units: 1 }), [2]));
    const quantized = specs.map((spec) => ({ ...spec, quantization: { dtype: "uint8" } }));
    expect(forwardNetwork(json, bytes, quantized)).toBeNull();
    expect(forwardNetwork({ ...json, format: "graph-model" }, bytes, specs)).toBeNull();
  });

  it("let an infinite weight show where its input is nothing", async () => {
    const model = alone(layers.dense({ units: 1, useBias: false }), [2]);
    model.setWeights([tf.tensor2d([[Infinity], [1]])]);
    const { json, bytes, specs } = await save(model);
    const values = [{ data: Float32Array.of(0, 1), shape: [1, 2], dtype: "float32" as const }];
    expect(await forwardNetwork(json, bytes, specs)!.predict(values)).toEqual([Float32Array.of(NaN)]);
  });
});
