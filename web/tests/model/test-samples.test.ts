import { describe, expect, it } from "vitest";
import { decodeTestSamples, type TestRecord } from "../../src/model/test-samples";

const base64 = (...bytes: number[]): string => btoa(String.fromCharCode(...bytes));

/** Two samples of three numbers: 0, 0, 1 and 0.5, 0, 0 in sixteenths. */
const RECORD: TestRecord = {
  version: 1,
  size: 5,
  confusion: [[2, 1], [0, 2]],
  indices: [4, 1],
  wrong: 1,
  labels: [0, 1],
  inputs: { shape: [2, 3, 1], divisor: 16, data: base64(0, 2, 16, 8, 0, 2) },
};

const change = (part: Partial<TestRecord>): TestRecord => ({ ...RECORD, ...part });
const inputs = (part: Partial<TestRecord["inputs"]>): TestRecord => change({ inputs: { ...RECORD.inputs, ...part } });

describe("test samples", () => {
  it("come back as the numbers that they were", () => {
    const samples = decodeTestSamples(RECORD, 2, 3);
    expect([...samples.inputs]).toEqual([0, 0, 1, 0.5, 0, 0]);
    expect(samples.width).toBe(3);
    const bytes = [...new Uint8Array(Float32Array.of(0.1, 0, -2, 1, 2, 3).buffer)];
    const floats = decodeTestSamples(inputs({ divisor: null, data: base64(...bytes) }), 2, 3);
    expect([...floats.inputs]).toEqual([Math.fround(0.1), 0, -2, 1, 2, 3]);
  });

  it("are refused where they do not fit the model or themselves", () => {
    expect(() => decodeTestSamples(RECORD, 3, 3)).toThrow("the model has 3 classes");
    expect(() => decodeTestSamples(RECORD, 2, 4)).toThrow("a sample has 3 numbers, and the model takes 4");
    expect(() => decodeTestSamples(change({ labels: [0, 2] }), 2, 3)).toThrow("a label is not a class");
    expect(() => decodeTestSamples(change({ labels: [0] }), 2, 3)).toThrow("differ in length");
    expect(() => decodeTestSamples(inputs({ data: base64(0, 2, 16, 8, 0, 3) }), 2, 3)).toThrow("more numbers");
    expect(() => decodeTestSamples(inputs({ data: base64(0, 2, 16, 8, 0) }), 2, 3)).toThrow("more numbers");
    expect(() => decodeTestSamples(inputs({ data: base64(0, 2, 16, 8) }), 2, 3)).toThrow("there are 4 numbers");
    expect(() => decodeTestSamples(inputs({ divisor: null }), 2, 3)).toThrow("asks for 6");
  });
});
