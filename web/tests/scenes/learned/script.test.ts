import { describe, expect, it } from "vitest";
import { writeTraining } from "../../../src/scenes/learned/math/script";
import type { NetworkSpec } from "../../../src/training/math/network";

const REMARKS = { about: "About", data: "Data", model: "Model", falls: "Falls", moved: "Moved" };
const NETWORK: NetworkSpec = {
  inputShape: [8, 8, 1],
  loss: "cross-entropy",
  layers: [
    { kind: "rescaling", scale: 0.5, offset: -1 },
    { kind: "convolution", filters: 4, window: { size: [3, 2], strides: [2, 1], padding: "same" }, useBias: false },
    { kind: "normalization", options: { epsilon: 1e-3, momentum: 0.9, scale: true, center: false } },
    { kind: "activation", name: "relu" },
    { kind: "pooling", of: "mean", window: { size: [2, 2], strides: [2, 2], padding: "valid" } },
    { kind: "reshape", shape: [32] },
    { kind: "dropout", rate: 0.25 },
    { kind: "dense", units: 10, useBias: true },
  ],
};
const HOW = { network: NETWORK, data: "mnist", optimizer: "sgd", rate: 0.1, schedule: "constant", batchSize: 64, epochs: 3, move: true } as const;

describe("a training as a Keras script", () => {
  it("has each kind of layer, with what it was made with", () => {
    const lines = writeTraining(HOW, REMARKS).split("\n").filter((line) => line.startsWith("        "));
    expect(lines.map((line) => line.trim())).toEqual([
      "keras.Input((8, 8, 1)),",
      "layers.Rescaling(0.5, offset=-1),",
      'layers.Conv2D(4, (3, 2), strides=(2, 1), padding="same", use_bias=False),',
      "layers.BatchNormalization(momentum=0.9, epsilon=0.001, center=False, scale=True),",
      'layers.Activation("relu"),',
      'layers.AveragePooling2D((2, 2), strides=(2, 2), padding="valid"),',
      "layers.Reshape((32,)),",
      "layers.Dropout(0.25),",
      "layers.Dense(10, use_bias=True),",
    ]);
  });

  it("has the rate as it is, or falling, and says what it leaves out", () => {
    const steady = writeTraining(HOW, REMARKS);
    expect(steady).toContain("\nrate = 0.1\n");
    expect(steady).toContain("optimizer=keras.optimizers.SGD(rate)");
    expect(steady).toContain("# Moved");
    const falling = writeTraining({ ...HOW, schedule: "cosine", optimizer: "adam", move: false }, REMARKS);
    expect(falling).toContain("rate = keras.optimizers.schedules.CosineDecay(0.1, steps)");
    expect(falling).toContain("keras.optimizers.Adam(rate)");
    expect(falling).not.toContain("Moved");
  });
});
