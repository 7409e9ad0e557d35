import { describe, expect, it } from "vitest";
import { findTraceable, traceShared, traceWeight } from "../../../src/scenes/learned/math/chain-rule";
import { Network, type NetworkSpec } from "../../../src/training/math/network";
import { checkSlope } from "../../../src/scenes/learned/math/gradient-check";
import { takeStep } from "../../../src/scenes/learned/math/one-step";
import { Random } from "../../../src/training/math/random";
import { findFault, movePictures, type Samples } from "../../../src/training/math/samples";
import { runInSlices } from "../../../src/training/math/slices";
import { type Task, Training } from "../../../src/training/math/training";

const SPEC: NetworkSpec = {
  inputShape: [2],
  loss: "cross-entropy",
  layers: [
    { kind: "dense", units: 2, useBias: true },
    { kind: "activation", name: "relu" },
    { kind: "dense", units: 2, useBias: true },
  ],
};
const START = [[0.1, -0.2, 0.4, 0.3], [0.05, -0.1], [0.2, -0.3, -0.5, 0.6], [0, 0.1]].map((values) => Float32Array.from(values));
const TWO: Samples = {
  shape: [2],
  train: 2,
  test: 1,
  min: 0,
  scale: 1,
  inputs: Float32Array.of(1, 2, -1, 0.5, 1, 2),
  labels: Uint8Array.of(0, 1, 0),
};

function task(changes: Partial<Task> = {}): Task {
  const plain = { optimizer: "sgd", rate: 0.5, schedule: "constant", batchSize: 2, epochs: 3, seed: 0, shuffle: false } as const;
  return { network: SPEC, variables: START, samples: TWO, ...plain, ...changes };
}

function train(changes: Partial<Task> = {}): Training {
  const training = new Training(task(changes));
  for (const _ of training.run());
  return training;
}

/** Two clouds of points, which a line cannot part but two units can. */
function makeClouds(rows: number): Samples {
  const random = new Random(4);
  const inputs = Float32Array.from({ length: 2 * rows }, () => random.next() * 2 - 1);
  const labels = Uint8Array.from({ length: rows }, (_, i) => (Math.abs(inputs[2 * i]) > 0.5 ? 1 : 0));
  return { shape: [2], train: rows - 100, test: 100, min: 0, scale: 1, inputs, labels };
}

const WIDE: NetworkSpec = { ...SPEC, layers: [{ kind: "dense", units: 16, useBias: true }, ...SPEC.layers.slice(1)] };

describe("steps of training", () => {
  // Computed with NumPy 2 in double precision, Adam in the order of Keras's operations, by hand-written forward and backward passes.
  it.each([
    ["sgd", 0.5, [[0.3878046, -0.6465225, 0.6684132, 0.1872443], [0.0920478, 0.077709], [0.4746772, -0.5746772, -0.5747248, 0.6747248], [-0.0256343, 0.1256343]]],
    ["adam", 0.1, [[0.4003904, -0.4814218, 0.6823414, 0.1368117], [0.0089309, -0.0568948], [0.4926128, -0.5926128, -0.5168089, 0.6168089], [-0.0310245, 0.1310245]]],
  ] as const)("are NumPy's with %s", (optimizer, rate, expected) => {
    const { network, step, ending } = train({ optimizer, rate });
    expect([step, ending]).toEqual([3, "done"]);
    network.weights.forEach((weight, k) => {
      weight.forEach((value: number, i: number) => expect(Math.abs(value - expected[k][i])).toBeLessThan(1e-5));
    });
  });

  it("learn what a line cannot, and the same seed learns the same", () => {
    const changes = { network: WIDE, variables: null, samples: makeClouds(700), optimizer: "adam", rate: 0.05, batchSize: 32, epochs: 20, shuffle: true } as const;
    const first = train(changes);
    expect(first.heldOut).toBeGreaterThan(0.93);
    expect(train(changes).network.weights).toEqual(first.network.weights);
    expect(train({ ...changes, seed: 1 }).network.weights).not.toEqual(first.network.weights);
  });

  it("asks some of many held-out samples meanwhile, evenly chosen, and all at the end", () => {
    const clouds = makeClouds(2000);
    const training = new Training(task({ network: WIDE, variables: null, samples: { ...clouds, train: 800, test: 1200 }, batchSize: 8, epochs: 1 }));
    const shares: number[] = [];
    for (const _ of training.run()) if (training.heldOut !== null && training.heldOut !== shares.at(-1)) shares.push(training.heldOut);
    shares.push(training.heldOut!);
    // At the start, after 50 steps, after 100 and after the epoch; then all.
    expect(shares.slice(0, -1).every((share) => Number.isInteger(Number((share * 512).toFixed(6))))).toBe(true);
    expect(Number((shares.at(-1)! * 1200).toFixed(6)) % 1).toBe(0);
    expect(shares.length).toBeGreaterThan(2);
  });

  it("stop where the rate is too high, and say how", () => {
    const changes = { network: WIDE, variables: null, samples: makeClouds(700), batchSize: 32, epochs: 40 };
    const grown = train({ ...changes, rate: 300 });
    expect(["growing", "notFinite"]).toContain(grown.ending);
    const broken = train({ ...changes, network: { ...WIDE, loss: "mse", layers: [...WIDE.layers, { kind: "dense", units: 1, useBias: true }] }, rate: 1e6 });
    expect(broken.ending).toBe("notFinite");
    expect(broken.step).toBeLessThan(40);
  });

  it("are heard in between, and stop when they are told to", async () => {
    let clock = 0;
    const thread = { now: () => clock++, pause: () => Promise.resolve(), slice: 3 };
    const heard: number[] = [];
    const running = runInSlices(task({ epochs: 1000 }), thread, ({ step }) => {
      heard.push(step);
      if (step > 5) running.stop();
    });
    expect(await running.ended).toHaveLength(4);
    expect(heard.at(-1)).toBeLessThan(12);
    expect(heard.length).toBeGreaterThan(2);
  });

  it("see pictures that are moved by a pixel, and learn with them", () => {
    const shape = [3, 4, 2];
    const picture = Float32Array.from({ length: 24 }, (_, i) => i);
    const at = (x: Float32Array, row: number, column: number, channel: number): number => x[((row + 3) % 3) * 8 + ((column + 4) % 4) * 2 + channel];
    const seen = new Map<string, number>();
    const x = new Float32Array(24 * 400);
    for (let row = 0; row < 400; row++) x.set(picture, row * 24);
    movePictures(x, shape, new Random(1));
    for (let row = 0; row < 400; row++) {
      const one = x.subarray(row * 24, (row + 1) * 24);
      // The pixel in the middle, and where in the picture it came from.
      const [down, right] = [Math.floor(at(one, 1, 1, 0) / 8) - 1, Math.floor((at(one, 1, 1, 0) % 8) / 2) - 1];
      expect(at(one, 1, 2, 1)).toBe(at(picture, 1 + down, 2 + right, 1));
      seen.set(`${down} ${right}`, (seen.get(`${down} ${right}`) ?? 0) + 1);
    }
    expect([...seen.keys()].sort()).toEqual(["-1 0", "0 -1", "0 0", "0 1", "1 0"]);
    expect(seen.get("0 0")! / 400).toBeCloseTo(0.5, 1);
    const clouds = { ...makeClouds(300), shape: [1, 2] };
    const [still, moved] = [false, true].map((move) => train({ network: { ...WIDE, inputShape: [1, 2] }, variables: null, samples: clouds, move }));
    expect(moved.ending).toBe("done");
    expect(moved.network.weights).not.toEqual(still.network.weights);
  });

  it("refuse samples of other lengths, and other networks' weights", () => {
    expect(findFault(TWO)).toBeNull();
    expect(findFault({ ...TWO, train: 3 })).toBe("lengths");
    expect(findFault({ ...TWO, test: 0 })).toBe("empty");
    expect(() => new Network(SPEC).setVariables(START.slice(1))).toThrow("another network");
  });
});

describe("one step", () => {
  it("makes the loss of its example smaller, by the numbers that it shows", () => {
    const stages = takeStep(SPEC, START, [1, 2], 0, 0.01);
    expect(stages.lossBefore).toBeCloseTo(-Math.log(stages.before[0]), 12);
    expect(stages.lossAfter).toBeLessThan(stages.lossBefore);
    expect(stages.weights).toBe(12);
    // First order: the loss falls by the rate times the squared length of the slopes.
    const fall = (stages.lossBefore - stages.lossAfter) / (0.01 * stages.slopeLength ** 2);
    expect(fall).toBeGreaterThan(0.95);
    expect(fall).toBeLessThan(1);
  });

  it("traces each weight of each dense layer as a product of its factors", () => {
    const { network } = takeStep(SPEC, START, [1, 2], 0, 0.1);
    const dense = findTraceable(network);
    expect(dense).toEqual([{ operation: 0, kernel: 0, kind: "dense" }, { operation: 2, kernel: 2, kind: "dense" }]);
    for (const { operation, kernel } of dense) {
      for (const from of [null, 0, 1]) {
        for (const unit of [0, 1]) {
          const chain = traceWeight(network, operation, from, unit);
          const slope = network.gradients[from === null ? kernel + 1 : kernel][from === null ? unit : from * 2 + unit];
          expect(chain.slope).toBeCloseTo(slope, 12);
          if (operation === 0) {
            const ways = chain.ways.reduce((sum, way) => sum + way.weight * way.slope, 0);
            expect(ways).toBeCloseTo(chain.onward, 12);
          } else expect(chain.ways).toEqual([]);
        }
      }
    }
    // By hand: x = (1, 2), unit 0: z = 0.1 + 0.8 + 0.05; the error is p - y at the two outputs.
    expect(traceWeight(network, 0, 0, 0)).toMatchObject({ input: 1, activationSlope: 1, activation: "relu" });
    expect(traceWeight(network, 0, 0, 0).sum).toBeCloseTo(0.95, 6);
  });

  it("traces each weight of a convolution as a sum over places, through normalization and pooling", () => {
    const window = { size: [3, 2], strides: [2, 1], padding: "same" } as const;
    const spec: NetworkSpec = {
      inputShape: [5, 4, 2],
      loss: "cross-entropy",
      layers: [
        { kind: "convolution", filters: 3, window, useBias: true },
        { kind: "normalization", options: { epsilon: 1e-3, momentum: 0.9, scale: true, center: true } },
        { kind: "activation", name: "tanh" },
        { kind: "pooling", of: "max", window: { size: [2, 2], strides: [1, 2], padding: "valid" } },
        { kind: "reshape", shape: [12] },
        { kind: "dense", units: 2, useBias: true },
      ],
    };
    const start = new Network(spec, "float64", 3).variables;
    const random = new Random(5);
    const { network, targets, x } = takeStep(spec, start, Float64Array.from({ length: 40 }, () => random.next()), 1, 0.1);
    expect(findTraceable(network)).toEqual([{ operation: 0, kernel: 0, kind: "convolution" }, { operation: 5, kernel: 4, kind: "dense" }]);
    for (let index = 0; index < 36; index++) {
      const chain = traceShared(network, 0, Math.floor(index / 3), index % 3);
      expect(chain.slope).toBeCloseTo(network.gradients[0][index], 12);
      // Moving the weight says the same, and leaves the network's numbers as they were.
      const { numeric } = checkSlope(network, x, targets, 1, { weight: 0, index });
      expect(chain.slope).toBeCloseTo(numeric, 7);
      expect(traceShared(network, 0, Math.floor(index / 3), index % 3)).toEqual(chain);
    }
    // Three rows of windows, of which the lower row of the kernel lies once in the padding; columns: four of four, and three.
    expect(traceShared(network, 0, 0, 0)).toMatchObject({ kernel: { row: 0, column: 0, channel: 0 } });
    const counts = [0, 1, 2].map((row) => [0, 1].map((column) => traceShared(network, 0, (row * 2 + column) * 2, 0).uses.length));
    expect(counts).toEqual([[8, 6], [12, 9], [8, 6]]);
  });
});
