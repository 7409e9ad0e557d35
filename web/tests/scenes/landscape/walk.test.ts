/** Steps of the gradient lab against NumPy's, and what the lab tells of them. */

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { findOutcome } from "../../../src/scenes/landscape/math/forecast";
import { makeSurface, TEST, TRAIN } from "../../../src/scenes/landscape/math/landscapes";
import { limitOf, OPTIMIZERS } from "../../../src/scenes/landscape/math/optimizer";
import { distance, type Place } from "../../../src/scenes/landscape/math/place";
import { makeRandom, shuffle } from "../../../src/scenes/landscape/math/random";
import { countEnds, startAtRandom } from "../../../src/scenes/landscape/math/restarts";
import { FIRST, LANDSCAPES, type Settings } from "../../../src/scenes/landscape/math/settings";
import { countShallow, DEEP, HILLTOP, height, SHALLOW } from "../../../src/scenes/landscape/math/valleys";
import { Walk } from "../../../src/scenes/landscape/math/walk";

type GoldenCase = { settings: Settings; path: Place[] };

const golden = new URL("../../../../tests/golden/descents.json", import.meta.url);
const cases = JSON.parse(readFileSync(golden, "utf8")) as GoldenCase[];

function take(change: Partial<Settings>, steps: number): Walk {
  const settings = { ...FIRST, ...change };
  const walk = new Walk(makeSurface(settings.landscape), settings);
  walk.goTo(steps);
  return walk;
}

describe("a walk", () => {
  it.each(cases.map(({ settings, path }) => [Object.values(settings).join(" "), settings, path] as const))(
    "takes NumPy's steps: %s",
    (_, settings, path) => {
      const walk = take(settings, path.length - 1);
      const gaps = walk.path.flatMap((place, i) => place.map((value, k) => Math.abs(value - path[i][k])));
      expect(gaps).toHaveLength(2 * path.length);
      expect(Math.max(...gaps)).toBeLessThan(1e-5);
    },
  );

  it("has a gradient that agrees with finite differences of its loss", () => {
    const surface = makeSurface("mse");
    const all = TRAIN.x.map((_, row) => row);
    const { gradient, loss } = surface.measure([0.11, -0.2], all);
    expect(loss).toBeCloseTo(surface.loss([0.11, -0.2]), 12);
    const h = 1e-6;
    expect((surface.loss([0.11 + h, -0.2]) - surface.loss([0.11 - h, -0.2])) / (2 * h)).toBeCloseTo(gradient[0], 6);
    expect((surface.loss([0.11, -0.2 + h]) - surface.loss([0.11, -0.2 - h])) / (2 * h)).toBeCloseTo(gradient[1], 6);
  });

  it("sees every sample once an epoch, in the same random order each time it is taken again", () => {
    const walk = take({ batchSize: 4, shuffle: true }, 0);
    const seen = Array.from({ length: 10 }, () => (walk.step(), walk.last!.batch));
    expect(walk.stepsAnEpoch).toBe(5);
    const rows = TRAIN.x.map((_, row) => row);
    expect(seen.slice(0, 5).flat().sort((a, b) => a - b)).toEqual(rows);
    expect(seen.slice(5).flat().sort((a, b) => a - b)).toEqual(rows);
    expect(seen.slice(0, 5).flat()).not.toEqual(rows);
    expect(take({ batchSize: 4, shuffle: true }, 10).path).toEqual(walk.path);
  });

  it("tells its last step with the numbers of all four stages", () => {
    const { last } = take({ start: [0, 0.5], batchSize: 2 }, 1);
    expect(last!.batch).toEqual([0, 1]);
    expect(last!.predicted).toEqual([0.5, 0.5]);
    // |0.5 - 0.135| and |0.5 - 0.739|; the slopes are 1 and -1, at 0.08 and 9 MB.
    expect(last!.loss).toBeCloseTo((0.365 + 0.239) / 2, 12);
    expect(last!.gradient[0]).toBeCloseTo((0.08 - 9) / 2, 12);
    expect(last!.gradient[1]).toBe(0);
    expect(last!.after[0]).toBeCloseTo(0.01 * 4.46, 12);
  });
});

describe("the measured limit 2 / lambda", () => {
  const surface = makeSurface("mse");

  it.each(["sgd", "momentum"] as const)("parts the rates of %s that arrive from those that leave for good", (optimizer) => {
    const limit = limitOf(optimizer, surface.curvature)!;
    // Steps grow or shrink by a hundredth or so each at these rates; at the limit itself they stay.
    const start: Place = [0.1, 0.1];
    const below = take({ landscape: "mse", optimizer, rate: 0.985 * limit, start }, 2000);
    const above = take({ landscape: "mse", optimizer, rate: 1.015 * limit, start }, 2000);
    expect(below.losses.at(-1)!).toBeLessThan(below.losses[0]);
    expect(findOutcome(below)).toBe("rests");
    expect(above.losses.at(-1)!).toBeGreaterThan(1e3 * above.losses[0]);
    expect(limit).toBeCloseTo(optimizer === "sgd" ? 0.0463734 : 1.9 * 0.0463734, 6);
  });

  it("is not told where there is none", () => {
    expect(limitOf("adam", surface.curvature)).toBeNull();
    expect(limitOf("sgd", makeSurface("mae").curvature)).toBeNull();
  });
});

describe("what becomes of a walk", () => {
  it.each([
    ["rests", { landscape: "mse", rate: 0.02 }],
    ["on-its-way", { landscape: "mse", rate: 0.0002 }],
    ["on-its-way", { landscape: "mae", rate: 0.0002 }],
    ["to-and-fro", { landscape: "mae", rate: 0.01 }],
    ["to-and-fro", { landscape: "mse", rate: 0.008, batchSize: 1, shuffle: true }],
    ["diverges", { landscape: "mse", rate: 0.06 }],
    ["rests", { landscape: "valleys", rate: 0.02 }],
  ] as [string, Partial<Settings>][])("%s", (outcome, change) => {
    expect(findOutcome(take(change, 500))).toBe(outcome);
  });

  it("stops to follow one that is lost", () => {
    const walk = take({ landscape: "mse", rate: 1 }, 2000);
    expect(walk.diverged).toBe(true);
    expect(walk.steps).toBeLessThan(20);
  });
});

describe("the lowest points", () => {
  it("are those that Python finds, and no place of a fine grid about them is lower", () => {
    // numpy.linalg.lstsq, and the best line of the lesson tfjs-linear-regression.
    expect(makeSurface("mse").lowest.map((value) => value.toFixed(6))).toEqual(["0.068440", "0.086828"]);
    expect(makeSurface("mae").lowest.map((value) => value.toFixed(4))).toEqual(["0.0696", "0.0794"]);
    for (const name of LANDSCAPES) {
      const { loss, lowest, box } = makeSurface(name);
      for (let i = -20; i <= 20; i++) {
        for (let k = -20; k <= 20; k++) {
          const near: Place = [
            lowest[0] + (i / 400) * (box.x[1] - box.x[0]),
            lowest[1] + (k / 400) * (box.y[1] - box.y[0]),
          ];
          expect(loss(near)).toBeGreaterThanOrEqual(loss(lowest) - 1e-12);
        }
      }
    }
  });

  it("test the lesson's line as the lesson does", () => {
    const [kernel, bias] = makeSurface("mae").lowest;
    const errors = TEST.x.map((size, i) => Math.abs(kernel * size + bias - TEST.y[i]));
    expect(errors.reduce((a, b) => a + b) / 20).toBeCloseTo(0.0168, 4);
  });
});

describe("the four valleys", () => {
  it("have the heights of the lesson's curve", () => {
    // loss-surface: wells at -1.473 and 1.347, the hilltop at 0.126
    expect([DEEP, HILLTOP, SHALLOW].map((w) => w.toFixed(3))).toEqual(["-1.473", "0.126", "1.347"]);
    expect(countShallow([DEEP, SHALLOW])).toBe(1);
  });

  it("keep a walk by the slope alone where it began, so twenty starts find all four", () => {
    const surface = makeSurface("valleys");
    const walks = startAtRandom(surface, { ...FIRST, landscape: "valleys", rate: 0.02 }, 20, 300, 7);
    for (const walk of walks) expect(countShallow(walk.place)).toBe(countShallow(walk.path[0]));
    const ends = countEnds(walks);
    expect(ends.lowest + ends.higher + ends.away).toBe(20);
    expect(ends.away).toBe(0);
    // Two of the four are equally high: left and right, and right and left.
    expect(ends.valleys).toHaveLength(3);
    const heights = [2 * height(DEEP), height(DEEP) + height(SHALLOW), 2 * height(SHALLOW)];
    ends.valleys.forEach(({ loss }, i) => expect(loss).toBeCloseTo(heights[i], 4));
    expect(ends.valleys[0].count).toBe(ends.lowest);
  });

  it("lose walks whose rate is too high", () => {
    const walks = startAtRandom(makeSurface("valleys"), { ...FIRST, landscape: "valleys", rate: 0.8 }, 20, 300, 7);
    expect(countEnds(walks).away).toBe(20);
  });
});

describe("random numbers", () => {
  it("shuffle without losing one, and repeat", () => {
    const random = makeRandom(3);
    expect(shuffle(50, random).sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(shuffle(9, makeRandom(5))).toEqual(shuffle(9, makeRandom(5)));
    const drawn = Array.from({ length: 10_000 }, makeRandom(1));
    expect(drawn.reduce((a, b) => a + b) / 10_000).toBeCloseTo(0.5, 1);
    // 1 * 48271 / (2^31 - 1), by hand
    expect(makeRandom(1)()).toBeCloseTo(0.0000224779, 9);
  });

  it("measure distances in parts of the map", () => {
    expect(distance([0, 0], [2.2, 2.2], makeSurface("valleys").box)).toBeCloseTo(Math.SQRT1_2, 12);
    expect(OPTIMIZERS).toHaveLength(3);
  });
});
