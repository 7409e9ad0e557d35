/** Read MNIST's `mnist.npz`: a zip file of NumPy arrays, stored or deflated. */

import { countValues } from "../../model/shape";
import type { Samples } from "./samples";

/** What is wrong with a file, as a key of the scene's messages. */
export class NpzFault extends Error {
  constructor(
    readonly fault: "notZip" | "missing" | "damaged" | "dtype" | "shapes",
    readonly detail = "",
  ) {
    super(`${fault} ${detail}`);
  }
}

/** Inflates a raw deflate stream that must give so many bytes. */
export type Inflate = (bytes: Uint8Array, size: number) => Promise<Uint8Array>;

interface Entry {
  method: number;
  packed: Uint8Array;
  size: number;
}

/** No array of MNIST is longer; a zip may claim anything. */
const MOST_BYTES = 64 * 2 ** 20;
const END = 0x06054b50;
const DIRECTORY = 0x02014b50;

/** The files of a zip by their names, from the directory at its end. */
function readDirectory(bytes: Uint8Array): Map<string, Entry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  const last = Math.max(0, end - 65_535);
  while (end >= last && view.getUint32(end, true) !== END) end--;
  if (end < last || bytes.length < 22) throw new NpzFault("notZip");
  const entries = new Map<string, Entry>();
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== DIRECTORY) throw new NpzFault("damaged");
    const nameLength = view.getUint16(at + 28, true);
    const name = String.fromCharCode(...bytes.subarray(at + 46, at + 46 + nameLength));
    const local = view.getUint32(at + 42, true);
    if (local + 30 > bytes.length) throw new NpzFault("damaged", name);
    const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    entries.set(name, {
      method: view.getUint16(at + 10, true),
      packed: bytes.subarray(from, from + view.getUint32(at + 20, true)),
      size: view.getUint32(at + 24, true),
    });
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

interface ByteArray {
  shape: number[];
  values: Uint8Array;
}

/** One array of bytes in NumPy's own format. */
function readArray(name: string, bytes: Uint8Array): ByteArray {
  if (bytes.length < 12 || String.fromCharCode(...bytes.subarray(1, 6)) !== "NUMPY") throw new NpzFault("damaged", name);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [start, length] = bytes[6] === 1 ? [10, view.getUint16(8, true)] : [12, view.getUint32(8, true)];
  const header = String.fromCharCode(...bytes.subarray(start, Math.min(start + length, start + 4096)));
  const shape = /'shape':\s*\(([\d, ]*)\)/.exec(header)?.[1].split(",").filter((size) => size.trim()).map(Number);
  if (!shape) throw new NpzFault("damaged", name);
  if (!/'descr':\s*'[|<]u1'/.test(header) || !/'fortran_order':\s*False/.test(header)) throw new NpzFault("dtype", name);
  const values = bytes.subarray(start + length);
  if (values.length !== countValues(shape)) throw new NpzFault("damaged", name);
  return { shape, values };
}

async function readEntry(entries: Map<string, Entry>, key: string, inflate: Inflate): Promise<ByteArray> {
  const name = `${key}.npy`;
  const entry = entries.get(name);
  if (!entry) throw new NpzFault("missing", name);
  if (entry.size > MOST_BYTES || (entry.method !== 0 && entry.method !== 8)) throw new NpzFault("damaged", name);
  let bytes = entry.packed;
  try {
    if (entry.method === 8) bytes = await inflate(entry.packed, entry.size);
  } catch {
    throw new NpzFault("damaged", name);
  }
  if (bytes.length !== entry.size) throw new NpzFault("damaged", name);
  return readArray(name, bytes);
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}

/**
 * Read the samples of an `mnist.npz`; throws an `NpzFault`.
 *
 * @param shape what the network reads; its sizes other than 1 must be the pictures'
 */
export async function readMnist(bytes: Uint8Array, shape: number[], inflate: Inflate): Promise<Samples> {
  const entries = readDirectory(bytes);
  const [xTrain, yTrain, xTest, yTest] = await Promise.all(
    ["x_train", "y_train", "x_test", "y_test"].map((key) => readEntry(entries, key, inflate)),
  );
  const area = countValues(shape);
  for (const [x, y] of [[xTrain, yTrain], [xTest, yTest]]) {
    const [rows, ...sizes] = x.shape;
    const fits = countValues(sizes) === area && y.shape.length === 1;
    if (!rows || !fits || y.shape[0] !== rows) throw new NpzFault("shapes", `(${x.shape.join(", ")})`);
  }
  return {
    shape,
    train: xTrain.shape[0],
    test: xTest.shape[0],
    min: 0,
    scale: 1 / 255,
    inputs: join(xTrain.values, xTest.values),
    labels: join(yTrain.values, yTest.values),
  };
}
