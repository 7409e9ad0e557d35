/** From slopes to a step: plain gradient descent, and Adam as Keras computes it. */

import type { Floats } from "./floats";

export type OptimizerName = "sgd" | "adam";

const BETA_1 = 0.9;
const BETA_2 = 0.999;
const EPSILON = 1e-7;

export class Optimizer {
  private steps = 0;
  private readonly means: Floats[];
  private readonly squares: Floats[];

  constructor(
    private readonly name: OptimizerName,
    private readonly rate: number,
    private readonly weights: Floats[],
  ) {
    const kept = name === "adam" ? weights : [];
    this.means = kept.map((weight) => weight.slice().fill(0));
    this.squares = kept.map((weight) => weight.slice().fill(0));
  }

  /** Take one step down these slopes, with a share of the rate. */
  step(gradients: readonly Floats[], share = 1): void {
    this.steps++;
    const rate = this.rate * share;
    this.weights.forEach((weight, k) => {
      if (this.name === "adam") this.stepAdam(weight, gradients[k], k, rate);
      else for (let i = 0; i < weight.length; i++) weight[i] -= rate * gradients[k][i];
    });
  }

  private stepAdam(weight: Floats, gradient: Floats, k: number, wanted: number): void {
    const [mean, square] = [this.means[k], this.squares[k]];
    const rate = (wanted * Math.sqrt(1 - BETA_2 ** this.steps)) / (1 - BETA_1 ** this.steps);
    for (let i = 0; i < weight.length; i++) {
      mean[i] += (gradient[i] - mean[i]) * (1 - BETA_1);
      square[i] += (gradient[i] * gradient[i] - square[i]) * (1 - BETA_2);
      weight[i] -= (rate * mean[i]) / (Math.sqrt(square[i]) + EPSILON);
    }
  }
}
