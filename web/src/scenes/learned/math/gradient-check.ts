/** Is a slope right? Move one weight a little both ways, and see how the loss changes. */

import type { Floats } from "../../../training/math/floats";
import type { Network } from "../../../training/math/network";

export interface SlopeCheck {
  /** By the chain rule. */
  analytic: number;
  /** (loss(w + h) - loss(w - h)) / 2h. */
  numeric: number;
  /** |analytic - numeric| relative to the larger of the two; 0 where both are 0. */
  difference: number;
}

/**
 * The step for double precision: about the cube root of its rounding error, where what the curve bends (h squared)
 * and what rounding adds (1e-16 / h) are smallest together. In single precision it would be a thousand times larger.
 */
export const GOOD_STEP = 1e-5;

/** Compare the two slopes of one weight; the network keeps its weights. Training-time behaviour is left out. */
export function checkSlope(
  network: Network,
  x: Floats,
  targets: Floats,
  rows: number,
  place: { weight: number; index: number },
  step = GOOD_STEP,
): SlopeCheck {
  const weight = network.weights[place.weight];
  const before = weight[place.index];
  const lossAt = (value: number): number => {
    weight[place.index] = value;
    return network.loss(x, targets, rows);
  };
  const [above, below] = [lossAt(before + step), lossAt(before - step)];
  weight[place.index] = before;
  // Last, so that the network's numbers are those of its own weights again.
  network.learn(x, targets, rows, false);
  const analytic = network.gradients[place.weight][place.index];
  const numeric = (above - below) / (2 * step);
  const larger = Math.max(Math.abs(analytic), Math.abs(numeric));
  return { analytic, numeric, difference: larger === 0 ? 0 : Math.abs(analytic - numeric) / larger };
}
