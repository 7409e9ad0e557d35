/** How wrong outputs are, in one number, and its slope along each output. */

import type { Floats } from "./floats";

/**
 * `cross-entropy` takes raw outputs and one class a row, `binary-cross-entropy` raw outputs and 0 or 1 for each;
 * the other two compare numbers.
 */
export type LossName = "cross-entropy" | "binary-cross-entropy" | "mse" | "mae";

export interface Measured {
  loss: number;
  /** The slope of the mean loss along each output. */
  slopes: Floats;
}

/** Outputs of one row as probabilities that sum to 1. */
export function softmax(outputs: Floats, from: number, units: number): Float64Array {
  let largest = -Infinity;
  for (let j = 0; j < units; j++) largest = Math.max(largest, outputs[from + j]);
  const shares = Float64Array.from({ length: units }, (_, j) => Math.exp(outputs[from + j] - largest));
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.map((share) => share / sum);
}

function crossEntropy(outputs: Floats, targets: Floats, rows: number): Measured {
  const units = outputs.length / rows;
  const slopes = outputs.slice();
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const from = row * units;
    const label = targets[row];
    let largest = -Infinity;
    for (let j = 0; j < units; j++) if (outputs[from + j] > largest) largest = outputs[from + j];
    let sum = 0;
    for (let j = 0; j < units; j++) {
      slopes[from + j] = Math.exp(outputs[from + j] - largest);
      sum += slopes[from + j];
    }
    for (let j = 0; j < units; j++) slopes[from + j] = (slopes[from + j] / sum - (j === label ? 1 : 0)) / rows;
    total += Math.log(sum) + largest - outputs[from + label];
  }
  return { loss: total / rows, slopes };
}

function eachOutput(
  outputs: Floats,
  targets: Floats,
  measure: (output: number, target: number) => [loss: number, slope: number],
): Measured {
  const slopes = outputs.slice();
  let total = 0;
  for (let i = 0; i < outputs.length; i++) {
    const [loss, slope] = measure(outputs[i], targets[i]);
    total += loss;
    slopes[i] = slope / outputs.length;
  }
  return { loss: total / outputs.length, slopes };
}

/** The mean loss of some rows of raw outputs, and its slopes. */
export function measureLoss(name: LossName, outputs: Floats, targets: Floats, rows: number): Measured {
  switch (name) {
    case "cross-entropy":
      return crossEntropy(outputs, targets, rows);
    case "binary-cross-entropy":
      return eachOutput(outputs, targets, (z, target) => [
        Math.max(z, 0) - z * target + Math.log1p(Math.exp(-Math.abs(z))),
        1 / (1 + Math.exp(-z)) - target,
      ]);
    case "mse":
      return eachOutput(outputs, targets, (output, target) => [(output - target) ** 2, 2 * (output - target)]);
    case "mae":
      return eachOutput(outputs, targets, (output, target) => [Math.abs(output - target), Math.sign(output - target)]);
  }
}
