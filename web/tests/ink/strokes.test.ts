import { describe, expect, it } from "vitest";
import { boundingBox, extendStroke, fitStrokes, type Stroke } from "../../src/ink/strokes";

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

it("a stroke grows only by points that are far enough away", () => {
  const stroke: Stroke = [{ x: 0, y: 0 }];
  expect(extendStroke(stroke, { x: 0.5, y: 0.5 })).toBe(false);
  expect(extendStroke(stroke, { x: 3, y: 0 })).toBe(true);
  expect(stroke.length).toBe(2);
});
