import { describe, expect, it } from "vitest";
import { inkStrokes } from "../src/ink/ink";
import { strokesToInput } from "../src/ink/input";
import { boundingBox, extendStroke, fitStrokes, type Stroke } from "../src/ink/strokes";

const L: Stroke[] = [[{ x: 100, y: 50 }, { x: 100, y: 250 }, { x: 200, y: 250 }]];

describe("fitting strokes into a square", () => {
  it("makes the inked box touch the longer sides and centres the other axis", () => {
    const box = boundingBox(fitStrokes(L, 160, 20))!;
    expect(box.top).toBeCloseTo(10, 9);
    expect(box.height).toBeCloseTo(140, 9);
    expect(box.width).toBeCloseTo(70, 9);
    expect(box.left).toBeCloseTo(45, 9);
  });

  it("does not depend on the size or place of the drawing", () => {
    const small = L.map((stroke) => stroke.map(({ x, y }) => ({ x: x * 0.3 + 211, y: y * 0.3 + 5 })));
    fitStrokes(small, 160, 20)[0].forEach((point, i) => {
      const same = fitStrokes(L, 160, 20)[0][i];
      expect(point.x).toBeCloseTo(same.x, 9);
      expect(point.y).toBeCloseTo(same.y, 9);
    });
  });

  it("puts a dot into the middle and does not blow up", () => {
    expect(fitStrokes([[{ x: 7, y: 9 }]], 160, 20)[0][0]).toEqual({ x: 80, y: 80 });
  });

  it("has nothing to fit without strokes", () => {
    expect(fitStrokes([], 160, 20)).toEqual([]);
  });
});

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

describe("from strokes to input", () => {
  const recipe = { recipe: "mnist" as const, size: [28, 28] as [number, number] };
  const shrunk = L.map((stroke) => stroke.map(({ x, y }) => ({ x: x * 0.25 + 250, y: y * 0.25 + 280 })));

  it("gives the same input for a large and a small drawing with the recipe, not without", () => {
    const gap = (useRecipe: boolean): number => {
      const small = strokesToInput(shrunk, recipe, useRecipe);
      return Math.max(...strokesToInput(L, recipe, useRecipe).map((value, i) => Math.abs(value - small[i])));
    };
    expect(gap(true)).toBeLessThan(0.02);
    expect(gap(false)).toBeGreaterThan(0.5);
  });

  it("repeats grey for a model that reads colours", () => {
    const input = strokesToInput(L, { recipe: "resize", size: [4, 4], channels: 3 }, true);
    expect(input.length).toBe(48);
    for (let i = 0; i < 48; i += 3) expect([input[i + 1], input[i + 2]]).toEqual([input[i], input[i]]);
  });
});

it("a stroke grows only by points that are far enough away", () => {
  const stroke: Stroke = [{ x: 0, y: 0 }];
  expect(extendStroke(stroke, { x: 0.5, y: 0.5 })).toBe(false);
  expect(extendStroke(stroke, { x: 3, y: 0 })).toBe(true);
  expect(stroke.length).toBe(2);
});
