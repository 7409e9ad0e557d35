import { describe, expect, it } from "vitest";
import { inkStrokes } from "../../src/ink/ink";

describe("inking", () => {
  it("draws a horizontal line of the width asked for, with round ends", () => {
    const grey = inkStrokes([[{ x: 10, y: 20 }, { x: 30, y: 20 }]], 40, 6);
    const column = Array.from({ length: 40 }, (_, y) => grey[y * 40 + 20] / 255);
    expect(column.reduce((a, b) => a + b)).toBeCloseTo(6, 6);
    const total = grey.reduce((a, b) => a + b, 0) / 255;
    // A capsule: 20 x 6 and a disc of radius 3.
    expect(Math.abs(total - (120 + Math.PI * 9))).toBeLessThan(1.5);
  });

  it("does not darken where strokes cross", () => {
    const grey = inkStrokes([[{ x: 0, y: 20 }, { x: 40, y: 20 }], [{ x: 20, y: 0 }, { x: 20, y: 40 }]], 40, 6);
    expect(Math.max(...grey)).toBe(255);
  });

  it("stays inside the grid", () => {
    expect(() => inkStrokes([[{ x: -50, y: -50 }, { x: 90, y: 90 }]], 40, 6)).not.toThrow();
  });
});
