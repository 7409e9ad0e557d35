/** The landscape of a line through samples: kernel and bias, by the mean absolute or the mean squared error. */

import type { Box, Place } from "./place";
import type { Measured, Surface } from "./surface";

export type LineLoss = "mae" | "mse";

/** Pairs to learn a line from. */
export interface Samples {
  x: readonly number[];
  y: readonly number[];
}

/** The part that the map shows: both weights of a good line lie in the middle. */
const BOX: Box = { x: [-0.1, 0.24], y: [-0.6, 0.8] };

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

/** What a line answers. */
export function predict([kernel, bias]: Place, x: number): number {
  return kernel * x + bias;
}

/** How far off an error is, and how steeply that grows with it. */
const LOSSES: Record<LineLoss, { of: (error: number) => number; slope: (error: number) => number }> = {
  mae: { of: Math.abs, slope: Math.sign },
  mse: { of: (error) => error * error, slope: (error) => 2 * error },
};

function measureLine(loss: LineLoss, { x, y }: Samples, place: Place, batch: readonly number[]): Measured {
  const { of, slope } = LOSSES[loss];
  const predicted = batch.map((row) => predict(place, x[row]));
  const errors = batch.map((row, i) => predicted[i] - y[row]);
  const slopes = errors.map(slope);
  return {
    predicted,
    loss: mean(errors.map(of)),
    gradient: [mean(slopes.map((value, i) => value * x[batch[i]])), mean(slopes)],
  };
}

/** The line with the least squares, by the normal equations. */
export function fitLeastSquares({ x, y }: Samples): Place {
  const [mx, my] = [mean(x), mean(y)];
  const products = x.map((value, i) => (value - mx) * (y[i] - my));
  const kernel = mean(products) / mean(x.map((value) => (value - mx) ** 2));
  return [kernel, my - kernel * mx];
}

/** The line with the least absolute errors: one of the best goes through two of the samples. */
export function fitLeastAbsolute({ x, y }: Samples): Place {
  let best: Place = [0, 0];
  let least = Infinity;
  for (let i = 0; i < x.length; i++) {
    for (let j = i + 1; j < x.length; j++) {
      if (x[i] === x[j]) continue;
      const kernel = (y[i] - y[j]) / (x[i] - x[j]);
      const line: Place = [kernel, y[i] - kernel * x[i]];
      const loss = mean(x.map((value, k) => Math.abs(predict(line, value) - y[k])));
      if (loss < least) [best, least] = [line, loss];
    }
  }
  return best;
}

/** The larger eigenvalue of the second derivatives of the mean squared error, 2 / n * X'X with X = [x, 1]. */
function largestCurvature({ x }: Samples): number {
  const [a, b, d] = [2 * mean(x.map((value) => value * value)), 2 * mean(x), 2];
  return (a + d) / 2 + Math.hypot((a - d) / 2, b);
}

/** Make the landscape of lines through these samples. */
export function makeLineSurface(loss: LineLoss, samples: Samples): Surface {
  const all = samples.x.map((_, row) => row);
  return {
    samples: all.length,
    box: BOX,
    loss: (place) => measureLine(loss, samples, place, all).loss,
    measure: (place, batch) => measureLine(loss, samples, place, batch),
    lowest: loss === "mse" ? fitLeastSquares(samples) : fitLeastAbsolute(samples),
    curvature: loss === "mse" ? largestCurvature(samples) : null,
  };
}
