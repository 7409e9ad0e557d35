import { describe, expect, it } from "vitest";
import { areProbabilities, classValues, makeBars, MOST_BARS, zeroOf } from "../../src/model/answers";
import { formatScores } from "../../src/model/format";

describe("bars", () => {
  it("shows probabilities as percent, with one winner", () => {
    const bars = makeBars(Float32Array.of(0.25, 0.7, 0.05), ["a", "b", "c"], "distribution");
    expect(bars.map((bar) => bar.text)).toEqual(["25.0\u00a0%", "70.0\u00a0%", "5.0\u00a0%"]);
    expect(bars.map((bar) => bar.winner)).toEqual([false, true, false]);
  });

  it("shows raw scores as they are, without a softmax of its own", () => {
    const bars = makeBars([-2, 3, 0.5], ["a", "b", "c"], "scores");
    expect(bars.map((bar) => bar.text)).toEqual(["−2.000", "3.000", "0.500"]);
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
    expect(makeBars([0.9, 0.8], [], "independent").map((bar) => bar.text)).toEqual(["90.0\u00a0%", "80.0\u00a0%"]);
  });

  it("gives all scores the same decimals, and no minus to zero", () => {
    expect(formatScores([-0.02379, 0.9871, -0.0001])).toEqual(["−0.024", "0.987", "0.000"]);
    expect(formatScores([12.34, -5])).toEqual(["12.3", "−5.0"]);
    expect(formatScores([3, -4])).toEqual(["3", "−4"]);
    expect(formatScores([1e-5, 0])).toEqual(["1.0\u00a0×\u00a010⁻⁵", "0"]);
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
