import { describe, expect, it } from "vitest";
import { areProbabilities, classValues, makeBars, MOST_BARS, zeroOf } from "../src/model/answers";
import { formatBytes, formatCount, formatExponent, formatMilliseconds, formatNumber, formatPercent, formatScores, median } from "../src/model/format";

describe("percent", () => {
  it.each([
    [0, "0 %"],
    [1, "100 %"],
    [0.9825, "98.3 %"],
    [0.00004, "<0.1 %"],
    [0.99996, ">99.9 %"],
    [Number.NaN, "NaN"],
  ])("%f is %s", (value, text) => expect(formatPercent(value)).toBe(text));
});

it("numbers keep four digits, and tiny ones their exponent", () => {
  expect(formatNumber(0.32981)).toBe("0.3298");
  expect(formatNumber(-12.3456)).toBe("-12.35");
  expect(formatNumber(0.00001234)).toBe("1.2 × 10⁻⁵");
  expect(formatExponent(3.57e-7)).toBe("3.6 × 10⁻⁷");
  expect(formatExponent(0)).toBe("0");
});

it("counts, sizes and times read well", () => {
  expect(formatCount(1234567)).toBe("1\u202f234\u202f567");
  expect([formatBytes(8), formatBytes(56712), formatBytes(2.37e6)]).toEqual(["8 bytes", "56.7 kB", "2.4 MB"]);
  expect([formatMilliseconds(0.01), formatMilliseconds(1.234), formatMilliseconds(34.6)]).toEqual(["<0.1 ms", "1.2 ms", "35 ms"]);
});

it("the median of an even count is the mean of the middle two", () => {
  expect([median([]), median([3]), median([9, 1, 2]), median([4, 1, 2, 9])]).toEqual([null, 3, 2, 3]);
});

describe("bars", () => {
  it("shows probabilities as percent, with one winner", () => {
    const bars = makeBars(Float32Array.of(0.25, 0.7, 0.05), ["a", "b", "c"], "distribution");
    expect(bars.map((bar) => bar.text)).toEqual(["25.0 %", "70.0 %", "5.0 %"]);
    expect(bars.map((bar) => bar.winner)).toEqual([false, true, false]);
  });

  it("shows raw scores as they are, without a softmax of its own", () => {
    const bars = makeBars([-2, 3, 0.5], ["a", "b", "c"], "scores");
    expect(bars.map((bar) => bar.text)).toEqual(["-2.000", "3.000", "0.500"]);
  });

  it("draws negative scores left of zero, and the others right of it", () => {
    const bars = makeBars([-2, 3, 0.5], ["a", "b", "c"], "scores");
    expect(bars.map((bar) => bar.start)).toEqual([0, 0.4, 0.4]);
    expect(bars.map((bar) => bar.length)).toEqual([0.4, 0.6, 0.1]);
    expect(zeroOf(bars)).toBe(0.4);
    expect(zeroOf(makeBars([1, 2], [], "scores"))).toBe(0);
  });

  it("never calls scores percent, even where they happen to sum to 1", () => {
    expect(makeBars([0.25, 0.75], [], "scores").map((bar) => bar.text)).toEqual(["0.250", "0.750"]);
    expect(makeBars([0.9, 0.8], [], "independent").map((bar) => bar.text)).toEqual(["90.0 %", "80.0 %"]);
  });

  it("gives all scores the same decimals, and no minus to zero", () => {
    expect(formatScores([-0.02379, 0.9871, -0.0001])).toEqual(["-0.024", "0.987", "0.000"]);
    expect(formatScores([12.34, -5])).toEqual(["12.3", "-5.0"]);
    expect(formatScores([3, -4])).toEqual(["3", "-4"]);
    expect(formatScores([1e-5, 0])).toEqual(["1.0 × 10⁻⁵", "0"]);
  });

  it("turns one sigmoid into two classes", () => {
    expect(classValues([0.25], ["no", "yes"])).toEqual([0.75, 0.25]);
  });

  it("tells probabilities from scores", () => {
    expect([areProbabilities([0.5, 0.5]), areProbabilities([0.5, 0.6]), areProbabilities([-0.5, 1.5])]).toEqual([true, false, false]);
  });

  it("keeps the highest of too many classes, sorted", () => {
    const values = Array.from({ length: 100 }, (_, i) => (i === 42 ? 0.5 : 0.5 / 99));
    const bars = makeBars(values, [], "distribution");
    expect(bars.length).toBe(MOST_BARS);
    expect(bars[0]).toMatchObject({ index: 42, name: "42", winner: true });
  });
});
