/** One step of training on one example, in four stages, with the numbers of each. */

import { makeFloats } from "../../../training/math/floats";
import { softmax } from "../../../training/math/loss";
import { Network, type NetworkSpec } from "../../../training/math/network";

export interface Stages {
  /** The network in double precision, with the slopes of this example; its weights are those before the step. */
  network: Network;
  x: Float64Array;
  targets: Float64Array;
  /** Probabilities, or for a regression the number, before and after the step. */
  before: Float64Array;
  after: Float64Array;
  lossBefore: number;
  lossAfter: number;
  /** How many weights there are, how long their slopes are together, and the steepest of them. */
  weights: number;
  slopeLength: number;
  steepest: { weight: number; index: number; slope: number };
}

/** The answers of one row as a reader knows them. */
export function readAnswer(spec: NetworkSpec, outputs: ArrayLike<number>): Float64Array {
  const raw = Float64Array.from(outputs);
  if (spec.loss === "cross-entropy") return softmax(raw, 0, raw.length);
  if (spec.loss === "binary-cross-entropy") return raw.map((z) => 1 / (1 + Math.exp(-z)));
  return raw;
}

/** Predict, measure the error, find the slopes, step: plain gradient descent on one example. */
export function takeStep(
  spec: NetworkSpec,
  variables: readonly ArrayLike<number>[],
  input: ArrayLike<number>,
  target: number,
  rate: number,
): Stages {
  const network = new Network(spec, "float64");
  network.setVariables(variables);
  const x = Float64Array.from(input);
  const targets = makeFloats(1, "float64").fill(target) as Float64Array;
  const moved = new Network(spec, "float64");
  moved.setVariables(variables);
  moved.learn(x, targets, 1, false);
  const { gradients } = moved;
  moved.weights.forEach((weight, k) => {
    for (let i = 0; i < weight.length; i++) weight[i] -= rate * gradients[k][i];
  });
  const lossAfter = moved.loss(x, targets, 1);
  const after = readAnswer(spec, moved.values[moved.operations.length]);
  const lossBefore = network.learn(x, targets, 1, false);
  const before = readAnswer(spec, network.values[network.operations.length]);
  return { network, x, targets, before, after, lossBefore, lossAfter, ...summarizeSlopes(network) };
}

function summarizeSlopes(network: Network): Pick<Stages, "weights" | "slopeLength" | "steepest"> {
  let [weights, squares] = [0, 0];
  let steepest = { weight: 0, index: 0, slope: 0 };
  network.gradients.forEach((gradient, weight) => {
    weights += gradient.length;
    gradient.forEach((slope: number, index: number) => {
      squares += slope * slope;
      if (Math.abs(slope) > Math.abs(steepest.slope)) steepest = { weight, index, slope };
    });
  });
  return { weights, slopeLength: Math.sqrt(squares), steepest };
}
