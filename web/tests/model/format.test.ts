import { describe, expect, it } from "vitest";
import { formatBytes, formatCount, formatExponent, formatMilliseconds, formatNumber, formatPercent, median } from "../../src/model/format";

describe("percent", () => {
  it.each([
    [0, "0\u00a0%"],
    [1, "100\u00a0%"],
    [0.9825, "98.3\u00a0%"],
    [0.00004, "<0.1\u00a0%"],
    [0.99996, ">99.9\u00a0%"],
    [Number.NaN, "NaN"],
  ])("%f is %s", (value, text) => expect(formatPercent(value)).toBe(text));
});

it("numbers keep four digits, and tiny ones their exponent", () => {
  expect(formatNumber(0.32981)).toBe("0.3298");
  expect(formatNumber(-12.3456)).toBe("−12.35");
  expect(formatNumber(0.00001234)).toBe("1.2\u00a0×\u00a010⁻⁵");
  expect(formatExponent(3.57e-7)).toBe("3.6\u00a0×\u00a010⁻⁷");
  expect(formatExponent(0)).toBe("0");
});

it("counts, sizes and times read well", () => {
  expect(formatCount(1234567)).toBe("1,234,567");
  expect([formatBytes(8), formatBytes(56712), formatBytes(2.37e6)]).toEqual(["8 bytes", "56.7 kB", "2.4 MB"]);
  expect([formatMilliseconds(0.01), formatMilliseconds(1.234), formatMilliseconds(34.6)]).toEqual(["<0.1 ms", "1.2 ms", "35 ms"]);
});

it("the median of an even count is the mean of the middle two", () => {
  expect([median([]), median([3]), median([9, 1, 2]), median([4, 1, 2, 9])]).toEqual([null, 3, 2, 3]);
});
