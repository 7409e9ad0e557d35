/** From the model's output numbers to the bars: one for each class, with a name, a text and a length. */

import { makeSay } from "../messages/say";
import { formatPercent, formatScores } from "./format";
import { ANSWERS } from "./messages";
import { argmax } from "./parity";

const say = makeSay(ANSWERS);

/** More bars than this are no longer read: only the highest are shown, sorted. */
export const MOST_BARS = 20;

/**
 * What the numbers of a classifier are: probabilities that sum to 1 (softmax), a probability for each class
 * by itself (sigmoid), or scores without a unit.
 */
export type Scale = "distribution" | "independent" | "scores";

/** One bar; `start` and `length` are parts of its track. */
export interface Bar {
  index: number;
  name: string;
  value: number;
  text: string;
  start: number;
  length: number;
  winner: boolean;
}

/** Are these numbers a distribution? */
export function areProbabilities(values: readonly number[]): boolean {
  const sum = values.reduce((total, value) => total + value, 0);
  return values.every((value) => value >= 0 && value <= 1) && Math.abs(sum - 1) < 1e-3;
}

/** Where on the track the bars begin and end: 0 to 1 for probabilities, else from the lowest score to the highest. */
function chooseRange(values: readonly number[], scale: Scale): [low: number, high: number] {
  if (scale !== "scores") return [0, 1];
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  return high > low ? [low, high] : [0, 1];
}

/** Where 0 lies on the track of these bars; bars of negative scores lie left of it. */
export function zeroOf(bars: readonly Bar[]): number {
  return Math.max(0, ...bars.map((bar) => (bar.value < 0 ? bar.start + bar.length : 0)));
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

/** The verdict beside the winner's name: how sure, and what comes next. */
export function describeWinner(bars: readonly Bar[], scale: Scale): { sure: string; next: string } {
  const [first, second] = [...bars].sort((a, b) => b.value - a.value);
  return {
    sure: scale === "scores" ? say("answer.score", { score: first.text }) : first.text,
    next: second ? say("answer.next", { name: second.name, value: second.text }) : "",
  };
}

/** The bars of one answer, in class order, or the highest ones first when there are too many classes. */
export function makeBars(output: ArrayLike<number>, classNames: readonly string[], scale: Scale): Bar[] {
  const values = classValues(output, classNames);
  const texts = scale === "scores" ? formatScores(values) : values.map(formatPercent);
  const best = argmax(values);
  const [low, high] = chooseRange(values, scale);
  const bars = values.map((value, index) => ({
    index,
    name: classNames[index] ?? String(index),
    value,
    text: texts[index],
    start: (Math.min(0, value) - low) / (high - low),
    length: Math.abs(value) / (high - low),
    winner: index === best,
  }));
  if (bars.length <= MOST_BARS) return bars;
  return bars.sort((a, b) => b.value - a.value).slice(0, MOST_BARS);
}
