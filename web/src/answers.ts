/** From the model's output numbers to the bars: one for each class, with a name, a text and a length. No DOM. */

import { formatNumber, formatPercent } from "./format";
import { argmax } from "./parity";

/** More bars than this are no longer read: only the highest are shown, sorted. */
export const MOST_BARS = 20;

/** One bar. */
export interface Bar {
  index: number;
  name: string;
  value: number;
  text: string;
  length: number;
  winner: boolean;
}

/** Are these numbers a distribution? A model that someone else exported does not say. */
export function areProbabilities(values: readonly number[]): boolean {
  const sum = values.reduce((total, value) => total + value, 0);
  return values.every((value) => value >= 0 && value <= 1) && Math.abs(sum - 1) < 1e-3;
}

/** The length of each bar in [0, 1]: the probability itself, or where a raw score lies in the range. */
function lengths(values: readonly number[], probabilities: boolean): number[] {
  if (probabilities) return [...values];
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  return values.map((value) => (high === low ? 0 : (value - low) / (high - low)));
}

/**
 * One value for each class.
 *
 * A single sigmoid output for two classes is the probability of the second one.
 */
export function classValues(output: ArrayLike<number>, classNames: readonly string[]): number[] {
  const values = Array.prototype.slice.call(output) as number[];
  if (values.length === 1 && classNames.length === 2) return [1 - values[0], values[0]];
  return values;
}

/** The bars of one answer, in class order, or the highest ones first when there are too many classes. */
export function makeBars(output: ArrayLike<number>, classNames: readonly string[]): Bar[] {
  const values = classValues(output, classNames);
  const probabilities = areProbabilities(values);
  const best = argmax(values);
  const length = lengths(values, probabilities);
  const bars = values.map((value, index) => ({
    index,
    name: classNames[index] ?? String(index),
    value,
    text: probabilities ? formatPercent(value) : formatNumber(value),
    length: length[index],
    winner: index === best,
  }));
  if (bars.length <= MOST_BARS) return bars;
  return bars.sort((a, b) => b.value - a.value).slice(0, MOST_BARS);
}
