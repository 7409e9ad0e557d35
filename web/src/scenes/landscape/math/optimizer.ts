/** From a slope to a step, as Keras does it: plain SGD, SGD with momentum 0.9, and Adam. */

import type { Place } from "./place";

export const OPTIMIZERS = ["sgd", "momentum", "adam"] as const;
export type OptimizerName = (typeof OPTIMIZERS)[number];

/** Keras's own values. */
export const MOMENTUM = 0.9;
const BETA_1 = 0.9;
const BETA_2 = 0.999;
const EPSILON = 1e-7;

/** Remembers what its rule needs: momenta, mean squares, and the number of steps. */
export class Optimizer {
  private first: Place = [0, 0];
  private second: Place = [0, 0];
  private steps = 0;

  constructor(
    private readonly name: OptimizerName,
    private readonly rate: number,
  ) {}

  /** What to add to the two weights. */
  step(gradient: Place): Place {
    this.steps += 1;
    if (this.name === "adam") return this.stepAdam(gradient);
    const kept = this.name === "momentum" ? MOMENTUM : 0;
    this.first = [kept * this.first[0] - this.rate * gradient[0], kept * this.first[1] - this.rate * gradient[1]];
    return this.first;
  }

  /** D. Kingma and J. Ba, "Adam", 2014, in the form of its section 2 that Keras has: the correction is in the rate. */
  private stepAdam(gradient: Place): Place {
    const rate = (this.rate * Math.sqrt(1 - BETA_2 ** this.steps)) / (1 - BETA_1 ** this.steps);
    const mix = (kept: number, share: number, value: number): number => share * kept + (1 - share) * value;
    this.first = [mix(this.first[0], BETA_1, gradient[0]), mix(this.first[1], BETA_1, gradient[1])];
    this.second = [mix(this.second[0], BETA_2, gradient[0] ** 2), mix(this.second[1], BETA_2, gradient[1] ** 2)];
    const change = (i: 0 | 1): number => (-rate * this.first[i]) / (Math.sqrt(this.second[i]) + EPSILON);
    return [change(0), change(1)];
  }
}

/**
 * The rate above which steps on a bowl with this curvature swing ever wider; null for Adam, whose steps do not grow
 * with the slope. With momentum m it is 2 (1 + m) / lambda (B. Polyak, 1964).
 */
export function limitOf(name: OptimizerName, curvature: number | null): number | null {
  if (curvature === null || name === "adam") return null;
  return (2 * (1 + (name === "momentum" ? MOMENTUM : 0))) / curvature;
}
