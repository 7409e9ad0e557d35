/** The map's lines, the slider's scale, the address, and the script to take home. */

import { describe, expect, it } from "vitest";
import { bandOf, chooseLevels, survey, traceLevel } from "../../../src/scenes/landscape/math/contours";
import { digitsOf } from "../../../src/scenes/landscape/math/digits";
import { makeSurface, TRAIN } from "../../../src/scenes/landscape/math/landscapes";
import { writeLineScript, writeValleyScript } from "../../../src/scenes/landscape/math/script";
import { FIRST, rateAt, readSettings, shareOf, writeSettings } from "../../../src/scenes/landscape/math/settings";
import type { Surface } from "../../../src/scenes/landscape/math/surface";

const BOWL: Surface = {
  samples: 1,
  box: { x: [-2, 2], y: [-1, 1] },
  loss: ([x, y]) => x * x + y * y,
  measure: () => ({ predicted: [], loss: 0, gradient: [0, 0] }),
  lowest: [0, 0],
  curvature: 2,
};

describe("the map", () => {
  const grid = survey(BOWL, 81, 41);

  it("measures from the top left, row by row", () => {
    expect(grid.losses[0]).toBe(5);
    expect(grid.losses[20 * 81 + 40]).toBe(0);
    expect(grid.losses[40]).toBe(1);
  });

  it("draws a line along which the loss is the level, all around", () => {
    const segments = traceLevel(grid, 0.49);
    let length = 0;
    for (const [x1, y1, x2, y2] of segments) {
      for (const [x, y] of [[x1, y1], [x2, y2]]) {
        expect(Math.hypot(-2 + (4 * x) / 80, 1 - (2 * y) / 40)).toBeCloseTo(0.7, 2);
      }
      length += Math.hypot((x2 - x1) / 20, (y2 - y1) / 20);
    }
    expect(length).toBeCloseTo(2 * Math.PI * 0.7, 1);
  });

  it("has levels that rise, closer near the bottom, and bands between them", () => {
    const levels = chooseLevels(grid, 0, 9);
    expect(levels).toHaveLength(9);
    expect(levels[0]).toBeCloseTo(0.05, 12);
    expect(levels[8]).toBeCloseTo(5 * 0.81, 12);
    expect([bandOf(0, levels), bandOf(levels[3], levels), bandOf(99, levels)]).toEqual([0, 4, 9]);
  });
});

describe("the rate's slider", () => {
  it("is logarithmic, and gives rates of two digits", () => {
    expect([0, 0.25, 0.5, 1].map(rateAt)).toEqual([0.0001, 0.001, 0.01, 1]);
    expect(rateAt(0.66)).toBe(0.044);
    expect(shareOf(0.01)).toBeCloseTo(0.5, 12);
  });
});

describe("the address", () => {
  it("keeps all settings", () => {
    const settings = { ...FIRST, landscape: "mse", batchSize: 4, shuffle: true, start: [-0.05, 0.25] } as const;
    const text = writeSettings(settings, 40);
    expect(text).toBe("mse_sgd_0.01_4_shuffled_-0.05_0.25_40");
    expect(readSettings(text)).toEqual({ settings, steps: 40 });
  });

  it.each([
    null, "", "mse", "mse_sgd_0.01_4_shuffled_-0.05_0.25", "abc_sgd_0.01_4_shuffled_0_0_40",
    "mse_sgd_9_4_shuffled_0_0_40", "mse_sgd_0.01_3_shuffled_0_0_40", "mse_sgd_0.01_4_any_0_0_40",
    "mse_sgd_0.01_4_shuffled_NaN_0_40", "mse_sgd_0.01_4_shuffled_0_1e9_40", "mse_sgd_0.01_4_shuffled_0_0_4000000",
    "mse_sgd_0.01_4_shuffled_0_0_1.5", "mse_sgd_0.01_4_shuffled_0__40",
  ])("is not followed when it is damaged: %s", (text) => expect(readSettings(text)).toBeNull());
});

describe("the script to take home", () => {
  const remarks = { title: "T", data: "D", start: "S", train: "F", shuffled: "R", rest: "E" };

  it("has the data, the start, the optimizer and the epochs", () => {
    const text = writeLineScript({ ...FIRST, optimizer: "momentum", batchSize: 4 }, TRAIN, 12, remarks);
    expect(text).toContain("0.08, 9, 0.001, 0.1, 8, 5, 0.1, 6, 0.05, 0.5,");
    expect(text).toContain("model.set_weights([np.array([[0]]), np.array([0.5])])");
    expect(text).toContain('optimizer=keras.optimizers.SGD(0.01, momentum=0.9), loss="mean_absolute_error"');
    expect(text).toContain("model.fit(sizes, times, epochs=2, batch_size=4, shuffle=False, verbose=0)");
    // Two of the five batches of the third epoch.
    expect(text).toContain("model.fit(sizes[:8], times[:8], epochs=1, batch_size=4, shuffle=False, verbose=0)");
  });

  it("keeps whole numbers from becoming integers, which Keras's optimizers do not move", () => {
    const text = writeValleyScript({ ...FIRST, landscape: "valleys", start: [2, 0] }, 7, remarks);
    expect(text).toContain('weights = keras.Variable([2, 0], dtype="float32")');
  });

  it("does not train where no step was taken", () => {
    expect(writeLineScript(FIRST, TRAIN, 0, remarks)).not.toContain("model.fit");
    expect(writeValleyScript({ ...FIRST, landscape: "valleys", optimizer: "adam" }, 7, remarks)).toContain("range(7)");
  });
});

describe("digits", () => {
  it.each([[0.01234, 4], [0.5, 3], [12.3, 1], [1234, 0], [0, 0], [-0.05, 4], [1e-9, 6], [NaN, 0]])("of %f are %i", (value, digits) => {
    expect(digitsOf(value)).toBe(digits);
  });

  it("belong to a landscape that exists", () => expect(makeSurface("valleys").samples).toBe(1));
});
