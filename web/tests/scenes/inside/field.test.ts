import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { model as functional, input, layers, type LayersModel, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { findField } from "../../../src/scenes/inside/field";
import { runSteps } from "../../../src/scenes/inside/forward";
import { cellAt, countCells } from "../../../src/scenes/inside/math/layout";
import { markIndices } from "../../../src/scenes/inside/math/receptive";
import { readSteps, type Step } from "../../../src/scenes/inside/steps";
import { chain, fillWeights, through } from "./models";

/** With positive weights and inputs, a much larger input can only raise what depends on it; so nothing is missed. */
function perturb(steps: Step[]): (place: number, index: number) => Uint8Array {
  const { shape } = steps[0];
  const size = countCells(steps[0].layout);
  // One row as it is, and one for each input that is raised.
  const rows = new Float32Array((size + 1) * size).fill(0.5);
  for (let i = 0; i < size; i++) rows[(i + 1) * size + i] = 50;
  const all = tf.tidy(() => runSteps(steps, tf.tensor(rows, [size + 1, ...shape])).map((tensor) => tensor.dataSync()));
  return (place, index) => {
    const given = all[place];
    const width = given.length / (size + 1);
    return Uint8Array.from({ length: size }, (_, i) => Number(given[(i + 1) * width + index] !== given[index]));
  };
}

function expectFields(model: LayersModel, shape: number[], places?: number[]): void {
  const steps = readSteps(model, shape);
  const moved = perturb(steps);
  for (const place of places ?? steps.map((_, i) => i).slice(1)) {
    const { layout } = steps[place];
    const count = countCells(layout);
    for (const index of new Set([0, 1, Math.floor(count / 2), count - 2, count - 1].filter((i) => i >= 0 && i < count))) {
      const field = findField(steps, place, cellAt(layout, index))[0]!;
      const found = markIndices(field, steps[0].layout);
      expect(found, `step ${place}, number ${index}`).toEqual(moved(place, index));
    }
  }
}

const conv = (filters: number, kernelSize: number | [number, number], more: object = {}): layers.Layer =>
  layers.conv2d({ filters, kernelSize, ...more });

describe("the receptive field is what moves a number when it is perturbed", () => {
  it.each<[string, number[], layers.Layer[]]>([
    [
      "stride, same padding, pooling, flatten, dense",
      [9, 8, 2],
      [
        conv(3, [3, 2], { strides: 2, padding: "same", activation: "relu" }),
        layers.batchNormalization(),
        layers.dropout({ rate: 0.5 }),
        layers.maxPooling2d({ poolSize: 2, strides: 1 }),
        layers.flatten(),
        layers.dense({ units: 3 }),
      ],
    ],
    ["dilation and valid padding", [9, 9, 1], [conv(2, 3, { dilationRate: 2 }), conv(2, 2)]],
    [
      "depthwise, padding, cropping, average pooling, global pooling",
      [6, 7, 2],
      [
        layers.zeroPadding2d({ padding: [[1, 0], [0, 2]] }),
        layers.depthwiseConv2d({ kernelSize: 2, depthMultiplier: 2 }),
        layers.cropping2D({ cropping: [[1, 1], [0, 1]] }),
        layers.averagePooling2d({ poolSize: 2, padding: "same" }),
        layers.globalAveragePooling2d({}),
      ],
    ],
    [
      "one dimension: dilated, strided, pooled",
      [12, 2],
      [
        layers.conv1d({ filters: 2, kernelSize: 3, dilationRate: 2 }),
        layers.conv1d({ filters: 2, kernelSize: 3, strides: 2, padding: "same" }),
        layers.maxPooling1d({ poolSize: 2 }),
      ],
    ],
    [
      "up-sampling, reshaping, dense at each position, PReLU",
      [2, 3, 2],
      [
        layers.upSampling2d({ size: [2, 1] }),
        layers.reshape({ targetShape: [3, 8] }),
        layers.dense({ units: 2 }),
        layers.prelu({}),
      ],
    ],
  ])("%s", (_, shape, parts) => {
    const model = chain(shape, ...parts);
    fillWeights(model, 0.1, 0.6);
    expectFields(model, shape);
  });

  it("through branches that meet: added, and joined", () => {
    const start = input({ shape: [6, 6, 1] });
    const wide = through(conv(2, 3, { padding: "same" }))(start);
    const narrow = through(conv(2, 1))(start);
    const added = layers.add().apply([wide, narrow]) as SymbolicTensor;
    const joined = layers.concatenate().apply([added, narrow]) as SymbolicTensor;
    const model = functional({ inputs: start, outputs: joined });
    fillWeights(model, 0.1, 0.6);
    expectFields(model, [6, 6, 1]);
  });

  it("of an unknown layer is everything, and of softmax the whole list", () => {
    const model = chain([4], layers.layerNormalization({}), layers.softmax({}));
    const steps = readSteps(model, [4]);
    const cell = { row: 0, column: 0, channel: 2 };
    expect([...markIndices(findField(steps, 2, cell)[0]!, steps[0].layout)]).toEqual([1, 1, 1, 1]);
    const unknown = chain([3, 2], layers.permute({ dims: [2, 1] }));
    const field = findField(readSteps(unknown, [3, 2]), 1, cell)[0]!;
    expect(field.positions.every(Boolean) && field.channel === null).toBe(true);
  });
});
