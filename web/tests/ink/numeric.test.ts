import { expect, it } from "vitest";
import { leastSquares, quantile, roundHalfEven } from "../../src/ink/numeric";

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
