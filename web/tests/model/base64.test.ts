import { expect, it } from "vitest";
import { decodeBytes, decodeTensor, encodeTensor } from "../../src/model/base64";

it("decodes bytes that Python's base64 wrote", () => {
  expect([...decodeBytes("AAECA/8=")]).toEqual([0, 1, 2, 3, 255]);
});

it("reads little-endian float32", () => {
  // struct.pack("<2f", 1.0, -2.5)
  const record = { shape: [1, 2], dtype: "float32" as const, data: "AACAPwAAIMA=" };
  expect([...decodeTensor(record)]).toEqual([1, -2.5]);
});

it("reads int32 and bool", () => {
  expect([...decodeTensor({ shape: [2], dtype: "int32", data: "/////wIAAAA=" })]).toEqual([-1, 2]);
  expect([...decodeTensor({ shape: [3], dtype: "bool", data: "AQAB" })]).toEqual([1, 0, 1]);
});

it("refuses a record whose bytes do not fit its shape", () => {
  expect(() => decodeTensor({ shape: [3], dtype: "float32", data: "AACAPwAAIMA=" })).toThrow("needs 12");
});

it("encodes tensors so that they decode to the same numbers, however many", () => {
  const values = Float32Array.from({ length: 40_000 }, (_, i) => Math.sin(i));
  expect(decodeTensor(encodeTensor(values, [200, 200], "float32"))).toEqual(values);
  expect(decodeTensor(encodeTensor(Int32Array.of(-1, 7), [2], "int32"))).toEqual(Int32Array.of(-1, 7));
});
