import { describe, expect, it } from "vitest";
import { strokesToInput } from "../../src/ink/input";
import type { Stroke } from "../../src/ink/strokes";

const L: Stroke[] = [[{ x: 100, y: 50 }, { x: 100, y: 250 }, { x: 200, y: 250 }]];

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
