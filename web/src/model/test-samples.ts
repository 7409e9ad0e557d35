/**
 * The test samples that an export chose (docs/export.md, "Where it fails"): tests.js registers them, on demand.
 *
 * Their numbers travel as bytes: a 0 is followed by how many zeros it stands for.
 */

import { makeSay } from "../messages/say";
import { decodeBytes } from "./base64";
import { DAMAGES } from "./messages";
import { countValues, isShape } from "./shape";

const say = makeSay(DAMAGES);

/** What tests.js registers under the model's name. */
export interface TestRecord {
  version: number;
  /** How many samples the whole test set has. */
  size: number;
  /** Keras's answers to all of them: rows are true classes, columns answers. */
  confusion: number[][];
  indices: number[];
  /** So many of the samples, the first ones, Keras misreads. */
  wrong: number;
  labels: number[];
  inputs: { shape: number[]; divisor: number | null; data: string };
}

/** The samples, ready to be given to the model. */
export interface TestSamples {
  size: number;
  confusion: number[][];
  /** The places of the samples in the whole test set. */
  indices: number[];
  wrong: number;
  labels: number[];
  /** All samples, one after the other, in the model's own numbers. */
  inputs: Float32Array;
  /** The numbers of one sample. */
  width: number;
}

type Globals = { kerasdigitsTests?: Record<string, TestRecord> };

function damaged(why: string): Error {
  return new Error(say("tests.damaged", { why }));
}

/** Undo the runs of zeros. Throws when there are not exactly `count` bytes. */
function expandZeros(bytes: Uint8Array, count: number): Uint8Array {
  const expanded = new Uint8Array(count);
  let place = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === 0) place += bytes[++i] ?? NaN;
    else expanded[place++] = bytes[i];
    if (!(place <= count)) throw damaged(say("tests.more"));
  }
  if (place !== count) throw damaged(say("tests.count", { count: place, asked: count }));
  return expanded;
}

function decodeData(data: string): Uint8Array<ArrayBuffer> {
  try {
    return decodeBytes(data);
  } catch {
    throw damaged(say("tests.notBase64"));
  }
}

function decodeInputs({ shape, divisor, data }: TestRecord["inputs"]): Float32Array {
  const count = countValues(shape);
  const bytes = decodeData(data);
  // A pair of bytes stands for 255 numbers at most: room for more is not even asked for.
  if (!(count <= 255 * bytes.length)) throw damaged(say("tests.count", { count: bytes.length, asked: count }));
  if (divisor !== null) return Float32Array.from(expandZeros(bytes, count), (byte) => byte / divisor);
  if (bytes.length !== 4 * count) throw damaged(say("tests.count", { count: bytes.length / 4, asked: count }));
  return new Float32Array(bytes.buffer);
}

function isMatrix(confusion: unknown, classes: number): boolean {
  const isRow = (row: unknown): boolean => Array.isArray(row) && row.length === classes && row.every(Number.isInteger);
  return Array.isArray(confusion) && confusion.length === classes && confusion.every(isRow);
}

/**
 * Check and decode what tests.js holds. Throws, with the end of a sentence, where it does not fit the model.
 *
 * @param classes the number of the model's classes
 * @param width the numbers that the model takes for one sample
 */
export function decodeTestSamples(record: TestRecord, classes: number, width: number): TestSamples {
  const { size, confusion, indices, wrong, labels, inputs } = record;
  if (!isMatrix(confusion, classes)) throw damaged(say("tests.classes", { classes }));
  const lists = Array.isArray(labels) && Array.isArray(indices) && isShape(inputs?.shape) && typeof inputs.data === "string";
  const rows = lists ? labels.length : 0;
  if (!lists || inputs.shape[0] !== rows || indices.length !== rows || !(wrong <= rows)) throw damaged(say("tests.lists"));
  if (!labels.every((label) => Number.isInteger(label) && label >= 0 && label < classes)) throw damaged(say("tests.label"));
  const decoded = decodeInputs(inputs);
  if (decoded.length !== rows * width) throw damaged(say("tests.width", { count: decoded.length / rows, width }));
  return { size, confusion, indices, wrong, labels, inputs: decoded, width };
}

/** What tests.js has registered for a model; undefined when it did not run. */
export function findTestRecord(name: string): TestRecord | undefined {
  return (globalThis as unknown as Globals).kerasdigitsTests?.[name];
}
