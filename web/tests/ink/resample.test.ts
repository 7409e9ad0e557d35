import { describe, expect, it } from "vitest";
import { resampleArea } from "../../src/ink/resample";

describe("area resampling, by hand", () => {
  it("averages three cells into two with weights 1 and 1/2", () => {
    const grid = { values: Float64Array.of(0, 0.6, 0.9), height: 1, width: 3 };
    const { values } = resampleArea(grid, 1, 2);
    expect(values[0]).toBeCloseTo((0 + 0.5 * 0.6) / 1.5, 12);
    expect(values[1]).toBeCloseTo((0.5 * 0.6 + 0.9) / 1.5, 12);
  });

  it("repeats cells when it enlarges by a whole factor", () => {
    const grid = { values: Float64Array.of(0.25, 1), height: 2, width: 1 };
    expect([...resampleArea(grid, 4, 1).values]).toEqual([0.25, 0.25, 1, 1]);
  });
});
