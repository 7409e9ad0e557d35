/** The slope of the loss along one weight of a dense layer, as the chain of numbers whose product it is. */

import { ACTIVATIONS } from "../../../training/math/elementwise";
import type { Network } from "../../../training/math/network";

/** One way from a unit to the units of the next dense layer: weight times the slope there. */
export interface Way {
  unit: number;
  weight: number;
  slope: number;
}

/** slope = input * activation's slope * onward; `onward` is the sum over all ways, or the error itself at the end. */
export interface Chain {
  /** The number that the weight multiplies; 1 for a bias. */
  input: number;
  /** The unit's weighted sum, and what its activation makes of it. */
  sum: number;
  output: number;
  activation: string;
  activationSlope: number;
  onward: number;
  /** Empty where the unit is an output of the network, or where what follows is not a dense layer. */
  ways: Way[];
  slope: number;
}

/** The dense layers of a network: where each stands, and which of the network's weights is its kernel. */
export function findDense(network: Network): { operation: number; kernel: number }[] {
  let kernel = 0;
  return network.spec.layers.flatMap((layer, operation) => {
    const here = kernel;
    kernel += network.operations[operation].weights.length;
    return layer.kind === "dense" ? [{ operation, kernel: here }] : [];
  });
}

/**
 * Trace one weight of a dense layer. The network has learned from one row just before (`Network.learn`).
 *
 * @param from the input's index; null traces the unit's bias
 */
export function traceWeight(network: Network, operation: number, from: number | null, unit: number): Chain {
  const { layers } = network.spec;
  const next = layers[operation + 1];
  const activation = next?.kind === "activation" ? next.name : "linear";
  const after = operation + (next?.kind === "activation" ? 2 : 1);
  const sum = network.values[operation + 1][unit];
  const output = network.values[after][unit];
  const onward = network.slopes[after][unit];
  const activationSlope = ACTIVATIONS[activation].slope(output);
  const input = from === null ? 1 : network.values[operation][from];
  return {
    input,
    sum,
    output,
    activation,
    activationSlope,
    onward,
    ways: listWays(network, after, unit),
    slope: input * activationSlope * onward,
  };
}

function listWays(network: Network, operation: number, unit: number): Way[] {
  const layer = network.spec.layers[operation];
  if (layer?.kind !== "dense") return [];
  const [kernel] = network.operations[operation].weights;
  return Array.from({ length: layer.units }, (_, j) => ({
    unit: j,
    weight: kernel[unit * layer.units + j],
    slope: network.slopes[operation + 1][j],
  }));
}
