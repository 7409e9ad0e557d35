/**
 * The slope of the loss along one weight: of a dense layer as the chain of numbers whose product it is, of a
 * convolution as the sum of such products over all places that the kernel is laid on.
 */

import { ACTIVATIONS } from "../../../training/math/elementwise";
import type { Network } from "../../../training/math/network";
import { Windows } from "../../../training/math/window";

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
  /** Whether `onward` is the error at the network's own output. */
  isLast: boolean;
  slope: number;
}

/** One place of a map, where a convolution's weight multiplies one number. */
export interface Use {
  row: number;
  column: number;
  input: number;
  /** How much the loss rises with the weighted sum at this place. */
  slope: number;
}

/** slope = the sum of input * slope over all uses. */
export interface SharedChain {
  /** Where the weight multiplies a number of the picture, not of the padding. */
  uses: Use[];
  /** The weight's place in the kernel. */
  kernel: { row: number; column: number; channel: number };
  slope: number;
}

/** A layer whose weights can be traced: where it stands, and which of the network's weights is its kernel. */
export interface Traceable {
  operation: number;
  kernel: number;
  kind: "dense" | "convolution";
}

/** The dense and the convolutional layers of a network. */
export function findTraceable(network: Network): Traceable[] {
  let kernel = 0;
  return network.spec.layers.flatMap((layer, operation) => {
    const here = kernel;
    kernel += network.operations[operation].weights.length;
    return layer.kind === "dense" || layer.kind === "convolution" ? [{ operation, kernel: here, kind: layer.kind }] : [];
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
    isLast: after === layers.length,
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

/**
 * Trace one weight of a convolution. The network has learned from one row just before (`Network.learn`).
 *
 * @param from the weight's place in the kernel of one filter: (row * columns + column) * channels + channel
 */
export function traceShared(network: Network, operation: number, from: number, filter: number): SharedChain {
  const layer = network.spec.layers[operation];
  if (layer.kind !== "convolution") throw new Error("only a convolution shares its weights");
  const [height, width, channels] = operation ? network.operations[operation - 1].outputShape : network.spec.inputShape;
  const windows = new Windows(height, width, layer.window);
  const [values, slopes] = [network.values[operation], network.slopes[operation + 1]];
  const [place, channel] = [Math.floor(from / channels), from % channels];
  const uses: Use[] = [];
  windows.each((cell, pixel, at) => {
    if (at !== place) return;
    const [row, column] = [Math.floor(cell / windows.width), cell % windows.width];
    uses.push({ row, column, input: values[pixel * channels + channel], slope: slopes[cell * layer.filters + filter] });
  });
  const slope = uses.reduce((sum, use) => sum + use.input * use.slope, 0);
  const columns = layer.window.size[1];
  return { uses, kernel: { row: Math.floor(place / columns), column: place % columns, channel }, slope };
}
