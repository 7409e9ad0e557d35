/**
 * The parity replay: run the stored samples through the model here, and compare with Keras's own answers.
 *
 * The page (page/views/parity-badge.ts) and the exporter's checks (node/, browser-check/) share this file.
 */

import { makeSay } from "../messages/say";
import { decodeTensor } from "./base64";
import { FAULTS } from "./messages";
import type { Parity } from "./metadata";
import type { Network } from "./network";

const say = makeSay(FAULTS);

/** From this difference on, the numbers are not Keras's, unless the model states a tolerance of its own. */
export const TOLERANCE = 1e-4;

/** How far one output of the model is from what Keras computed, over all samples. */
export interface OutputDifference {
  name: string;
  maxAbsDifference: number;
  maxAbsValue: number;
}

/** One stored sample: the class (or value) by Keras and here. */
export interface SampleRow {
  label: number | null;
  keras: number;
  kerasValue: number;
  here: number;
  hereValue: number;
  difference: number;
}

/** The outcome of a replay. */
export interface Replay {
  samples: number;
  outputs: OutputDifference[];
  maxAbsDifference: number;
  /** The largest difference relative to its output's largest value. */
  relativeDifference: number;
  /** So far from Keras each number of the first output may be; null when nobody has set a bound. */
  limit: number | null;
  rows: SampleRow[];
  otherClass: number;
  passed: boolean;
}

/** The absolute difference; equal infinities differ by 0, and a NaN on one side only by Infinity. */
function difference(a: number, b: number): number {
  if (Object.is(a, b) || a === b) return 0;
  const gap = Math.abs(a - b);
  return Number.isNaN(gap) ? Infinity : gap;
}

/** The worst difference and the largest value of two lists of equal length. */
export function compare(
  name: string,
  expected: ArrayLike<number>,
  received: ArrayLike<number>,
): OutputDifference {
  if (expected.length !== received.length) {
    const [gives, gave] = [received.length, expected.length];
    throw new Error(say("replay.numbers", { received: gives, output: name, expected: gave }));
  }
  const result = { name, maxAbsDifference: 0, maxAbsValue: 0 };
  for (let i = 0; i < expected.length; i++) {
    const gap = difference(expected[i], received[i]);
    if (gap > result.maxAbsDifference) result.maxAbsDifference = gap;
    const size = Math.abs(expected[i]);
    if (size > result.maxAbsValue) result.maxAbsValue = size;
  }
  return result;
}

/** The index of the largest number; the first one when several are equal. */
export function argmax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}

/** Sample by sample: which class Keras chose and which one was chosen here. */
export function compareRows(
  expected: ArrayLike<number>,
  received: ArrayLike<number>,
  samples: number,
  labels: number[] | null,
): SampleRow[] {
  const width = expected.length / samples;
  const from = Array.prototype.slice.call(expected) as number[];
  const to = Array.prototype.slice.call(received) as number[];
  return Array.from({ length: samples }, (_, row) => {
    const a = from.slice(row * width, (row + 1) * width);
    const b = to.slice(row * width, (row + 1) * width);
    const keras = argmax(a);
    const here = argmax(b);
    return {
      label: labels?.[row] ?? null,
      keras,
      kerasValue: a[keras],
      here,
      hereValue: b[here],
      difference: compare("", a, b).maxAbsDifference,
    };
  });
}

/** The difference that one output may have: the model's own tolerance is relative to the output's largest value. */
function limitOf({ maxAbsValue }: OutputDifference, tolerance: number | undefined, quantized: boolean): number | null {
  if (tolerance !== undefined) return tolerance * (maxAbsValue || 1);
  return quantized ? null : TOLERANCE;
}

/**
 * Replay all stored samples, on the backend in use.
 *
 * `passed` is true when every number is within its limit and, for an output of several classes, every sample has the
 * same winner as in Keras. Quantized weights may turn a close race around; without a stated tolerance they have no
 * limit, and the difference is there to be read.
 */
export async function replay(network: Network, parity: Parity, quantized = false): Promise<Replay> {
  const samples = parity.inputs[0].shape[0];
  const received = await network.predict(parity.inputs.map((input) => ({ ...input, data: decodeTensor(input) })));
  if (received.length !== parity.outputs.length) {
    throw new Error(say("replay.outputs", { received: received.length, expected: parity.outputs.length }));
  }
  const expected = parity.outputs.map(decodeTensor);
  const outputs = expected.map((values, i) => compare(network.outputs[i].name, values, received[i]));
  const limits = outputs.map((output) => limitOf(output, parity.tolerance, quantized) ?? Infinity);
  const rows = compareRows(expected[0], received[0], samples, parity.labels ?? null);
  const otherClass = rows.filter((row) => row.keras !== row.here).length;
  const within = outputs.every((output, i) => output.maxAbsDifference < limits[i]);
  return {
    samples,
    outputs,
    maxAbsDifference: Math.max(...outputs.map((output) => output.maxAbsDifference)),
    relativeDifference: Math.max(...outputs.map((output) => output.maxAbsDifference / (output.maxAbsValue || 1))),
    limit: limitOf(outputs[0], parity.tolerance, quantized),
    rows,
    otherClass,
    passed: samples > 0 && within && (quantized || otherClass === 0),
  };
}
