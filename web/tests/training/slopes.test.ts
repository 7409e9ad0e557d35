import { describe, expect, it } from "vitest";
import type { Floats } from "../../src/training/math/floats";
import { checkSlope } from "../../src/scenes/learned/math/gradient-check";
import { type LayerSpec, Network, type NetworkSpec } from "../../src/training/math/network";
import { Random } from "../../src/training/math/random";

const same = { size: [3, 3], strides: [1, 1], padding: "same" } as const;
const halves = { size: [2, 2], strides: [2, 2], padding: "valid" } as const;
const normalization = { epsilon: 1e-3, momentum: 0.9, scale: true, center: true };
const relu: LayerSpec = { kind: "activation", name: "relu" };

const CONVOLUTIONAL: NetworkSpec = {
  inputShape: [5, 6, 2],
  loss: "cross-entropy",
  layers: [
    { kind: "rescaling", scale: 2, offset: -1 },
    { kind: "convolution", filters: 3, window: { ...same, strides: [2, 1] }, useBias: true },
    { kind: "normalization", options: normalization },
    relu,
    { kind: "convolution", filters: 4, window: { ...same, padding: "valid", size: [2, 3] }, useBias: false },
    { kind: "activation", name: "tanh" },
    { kind: "pooling", of: "mean", window: { ...same, size: [2, 2] } },
    { kind: "pooling", of: "max", window: halves },
    { kind: "reshape", shape: [8] },
    { kind: "dense", units: 4, useBias: true },
    { kind: "activation", name: "sigmoid" },
    { kind: "dense", units: 3, useBias: true },
  ],
};

function random(size: number, seed: number): Float64Array {
  const numbers = new Random(seed);
  return Float64Array.from({ length: size }, () => numbers.next() * 2 - 1);
}

/** The largest difference between a network's slopes and those found by moving each weight. */
function worstSlope(network: Network, x: Floats, targets: Floats, rows: number, training: boolean): number {
  network.learn(x, targets, rows, training);
  const found = network.gradients.map((gradient) => Float64Array.from(gradient));
  let worst = 0;
  network.weights.forEach((weight, k) => {
    for (let i = 0; i < weight.length; i++) {
      const before = weight[i];
      const lossAt = (value: number): number => {
        weight[i] = value;
        return network.loss(x, targets, rows, training);
      };
      const slope = (lossAt(before + 1e-5) - lossAt(before - 1e-5)) / 2e-5;
      weight[i] = before;
      worst = Math.max(worst, Math.abs(slope - found[k][i]));
    }
  });
  return worst;
}

describe("the slopes of every layer", () => {
  it.each([true, false])("are those found by moving each weight (training: %s)", (training) => {
    const network = new Network(CONVOLUTIONAL, "float64", 3);
    const x = random(3 * 60, 1);
    expect(worstSlope(network, x, Float64Array.of(0, 2, 1), 3, training)).toBeLessThan(1e-8);
    const largest = Math.max(...network.gradients.flatMap((gradient) => [...gradient].map(Math.abs)));
    expect(largest).toBeGreaterThan(0.05);
  });

  it.each(["mse", "mae", "binary-cross-entropy"] as const)("are right for %s", (loss) => {
    const network = new Network({ inputShape: [4], loss, layers: [{ kind: "dense", units: 1, useBias: true }] }, "float64");
    expect(worstSlope(network, random(8, 2), Float64Array.of(1, 0), 2, true)).toBeLessThan(1e-9);
  });

  it("agree in the check that the page makes, and a wrong one is found", () => {
    const network = new Network(CONVOLUTIONAL, "float64", 3);
    const x = random(60, 1);
    const targets = Float64Array.of(2);
    network.weights.forEach((weight, k) => {
      const { difference } = checkSlope(network, x, targets, 1, { weight: k, index: weight.length - 1 });
      expect(difference).toBeLessThan(1e-3);
    });
    const place = { weight: 0, index: 5 };
    expect(checkSlope(network, x, targets, 1, place, 1).difference).toBeGreaterThan(1e-3);
    expect(checkSlope(network, x, targets, 1, place, 1e-15).difference).toBeGreaterThan(1e-3);
  });
});
