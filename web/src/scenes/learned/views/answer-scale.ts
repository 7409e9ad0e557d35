/** What a model answers, as one share for each class. */

import { softmax } from "../../../training/math/loss";

/** Shares of 0 to 1: probabilities as they are, one probability as two, scores through softmax. */
export function chooseScale(answer: ArrayLike<number>, classes: number): number[] {
  const values = Array.from(answer);
  if (values.length === 1 && classes === 2) return [1 - values[0], values[0]];
  const inside = values.every((value) => value >= -1e-6 && value <= 1 + 1e-6);
  return inside ? values : Array.from(softmax(Float64Array.from(values), 0, values.length));
}
