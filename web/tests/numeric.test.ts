import { describe, expect, it } from "vitest";
import { leastSquares, quantile, roundHalfEven } from "../src/ink/numeric";
import { pictureToInk } from "../src/ink/photo";

it("interpolates quantiles as NumPy does", () => {
  expect(quantile([3, 1, 2, 10], 0.5)).toBe(2.5);
  expect(quantile([0, 10], 0.999)).toBeCloseTo(9.99, 12);
  expect(quantile([7], 0.3)).toBe(7);
});

it("rounds halves to the even number, as Python does", () => {
  expect([0.5, 1.5, 2.5, 2.4, 2.6].map(roundHalfEven)).toEqual([0, 2, 2, 2, 3]);
});

it("finds the parabola that the values were made from", () => {
  const terms = [-2, -1, 0, 1, 3].map((x) => [1, x, x * x]);
  const values = terms.map(([, x, xx]) => 0.5 - 2 * x + 0.25 * xx);
  leastSquares(terms, values).forEach((c, i) => expect(c).toBeCloseTo([0.5, -2, 0.25][i], 6));
});

describe("finding ink", () => {
  it("leaves a clean drawing exactly as it is", () => {
    const grey = new Uint8Array(400);
    grey.fill(255, 105, 115);
    expect(pictureToInk(grey, 20, 20)).toEqual({ grey, width: 20, height: 20 });
  });

  it("finds nothing on empty, noisy paper", () => {
    const paper = Uint8Array.from({ length: 100 * 100 }, (_, i) => 200 + ((i * 7919) % 7));
    expect(Math.max(...pictureToInk(paper, 100, 100).grey)).toBe(0);
  });
});
