import { describe, expect, it } from "vitest";
import { pictureToInput, strokesToInput } from "../../src/ink/input";
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

  it("gives a model of bytes bytes, and one of dark ink dark ink, with its recipe and without", () => {
    const resize = { recipe: "resize" as const, size: [28, 28] as [number, number], channels: 1 };
    for (const [plain, useRecipe] of [[recipe, true], [recipe, false], [resize, true]] as const) {
      const light = strokesToInput(L, plain, useRecipe);
      const dark = strokesToInput(L, { ...plain, range: [0, 255], dark_on_white: true }, useRecipe);
      dark.forEach((value, i) => expect(value).toBeCloseTo(255 * (1 - light[i]), 3));
      expect(Math.min(...dark)).toBeLessThan(60);
    }
  });

  it("turns the ink that it finds in a picture round, and no picture that is read whole", () => {
    const grey = new Uint8Array(100).fill(255);
    grey.fill(0, 42, 48);
    const picture = { name: "x", width: 10, height: 10, grey, rgb: new Uint8Array(300) };
    const read = pictureToInput(picture, { ...recipe, dark_on_white: true }, true)!;
    expect([read[0], Math.min(...read)]).toEqual([1, 0]);
    const whole = pictureToInput(picture, { recipe: "resize", size: [10, 10], range: [-1, 1], dark_on_white: true }, true)!;
    expect([whole[0], whole[42]]).toEqual([1, -1]);
  });

  it("repeats grey for a model that reads colours", () => {
    const input = strokesToInput(L, { recipe: "resize", size: [4, 4], channels: 3 }, true);
    expect(input.length).toBe(48);
    for (let i = 0; i < 48; i += 3) expect([input[i + 1], input[i + 2]]).toEqual([input[i], input[i]]);
  });
});
