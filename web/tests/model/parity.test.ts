import "@tensorflow/tfjs-backend-cpu";
import { describe, expect, it } from "vitest";
import { encodeTensor } from "../../src/model/base64";
import { compare, compareRows, replay } from "../../src/model/parity";
import { doubling } from "./doubling";

describe("parity, in numbers", () => {
  it("finds the worst difference and the largest value", () => {
    expect(compare("y", [1, -4, 2], [1, -4.5, 2.25])).toEqual({ name: "y", maxAbsDifference: 0.5, maxAbsValue: 4 });
  });

  it("takes a NaN for infinitely wrong", () => {
    expect(compare("y", [1], [Number.NaN]).maxAbsDifference).toBe(Infinity);
  });

  it("refuses lists of different lengths", () => {
    expect(() => compare("y", [1, 2], [1])).toThrow("Keras gave 2");
  });

  it("sees another winner", () => {
    const [row] = compareRows([0.6, 0.4], [0.4, 0.6], 1, [0]);
    expect([row.keras, row.here, row.label]).toEqual([0, 1, 0]);
  });
});

describe("the replay's limits", () => {
  const record = (values: number[]) => encodeTensor(Float32Array.from(values), [values.length / 2, 2], "float32");
  /** The model gives 20 and 40, Keras gave 20 and 40 + off. */
  const replayed = (off: number, tolerance?: number, quantized?: boolean) =>
    replay(doubling(null, []), { inputs: [record([10, 20])], outputs: [record([20, 40 + off])], tolerance }, quantized);

  it.each([
    [9e-5, undefined, false, true],
    [2e-4, undefined, false, false],
    // A stated tolerance is relative to the largest value, 40.
    [2e-4, 1e-5, false, true],
    [5e-4, 1e-5, false, false],
    [0.3, 1e-2, true, true],
    [0.5, 1e-2, true, false],
    [9, undefined, true, true],
  ])("off by %f with tolerance %s, quantized %s: passed %s", async (off, tolerance, quantized, passed) => {
    const result = await replayed(off, tolerance, quantized);
    expect(result.passed).toBe(passed);
    expect(result.relativeDifference).toBeCloseTo(off / (40 + off), 5);
  });

  it("lets quantized weights turn a race around, and no others", async () => {
    expect(await replayed(-21, 2, true)).toMatchObject({ passed: true, otherClass: 1 });
    expect(await replayed(-21, 2, false)).toMatchObject({ passed: false, otherClass: 1 });
  });
});
