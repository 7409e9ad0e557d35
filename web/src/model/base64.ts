/** Base64 to bytes and to numbers, and back; the weights and the parity samples travel as text (see metadata.ts). */

import type { TensorRecord } from "./metadata";
import { countValues } from "./shape";

// Every engine that runs us has these two, browsers and Node; the language itself has not.
declare function atob(text: string): string;
declare function btoa(bytes: string): string;

/** The bytes that a base64 text stands for. Throws when the text is not base64. */
export function decodeBytes(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** The numbers of a tensor record, row-major. Throws when the byte count does not fit the shape. */
export function decodeTensor(record: TensorRecord): Float32Array | Int32Array | Uint8Array {
  const bytes = decodeBytes(record.data);
  const count = countValues(record.shape);
  const width = record.dtype === "bool" ? 1 : 4;
  if (bytes.length !== count * width) {
    throw new Error(
      `a stored sample has ${bytes.length} bytes, its shape [${record.shape}] needs ${count * width}`,
    );
  }
  // Typed arrays read in the machine's own order; every engine that runs TensorFlow.js is little-endian.
  if (record.dtype === "bool") return bytes;
  return record.dtype === "int32" ? new Int32Array(bytes.buffer) : new Float32Array(bytes.buffer);
}

/** String.fromCharCode takes so many arguments at once on every engine. */
const PIECE = 0x8000;

/** Numbers as a tensor record. */
export function encodeTensor(
  values: Float32Array | Int32Array | Uint8Array,
  shape: number[],
  dtype: TensorRecord["dtype"],
): TensorRecord {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let binary = "";
  for (let start = 0; start < bytes.length; start += PIECE) {
    binary += String.fromCharCode(...bytes.subarray(start, start + PIECE));
  }
  return { shape, dtype, data: btoa(binary) };
}
