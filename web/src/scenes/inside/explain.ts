/** How one number of a step came about, in numbers: what the detail view shows, and the tests compare with the step itself. */

import * as tf from "@tensorflow/tfjs-core";
import type { Window } from "./math/geometry";
import { type Cell, indexOf } from "./math/layout";
import { convolutionTerms, denseTerms, depthwiseTerms, sumTerms, type Term, windowIndices } from "./math/terms";
import type { Step } from "./steps";

/** A weighted sum, a bias, and an activation. */
export interface Weighted {
  type: "weighted";
  /** For a convolution the terms of each channel that it looks at; for a dense unit one list. */
  terms: Term[][];
  /** The rows and columns of a convolution's window; null for a dense unit. */
  size: [number, number] | null;
  /** The input channel of the first list. */
  firstChannel: number;
  bias: number;
  sum: number;
  activation: string;
  result: number;
}

/** The largest, or the mean, of some numbers. */
export interface Pooled {
  type: "pooled";
  by: "max" | "mean";
  values: number[];
  /** The rows and columns of the window; null where all positions are pooled. */
  size: [number, number] | null;
  result: number;
}

/** Moved and stretched by four numbers that training found. */
export interface Normalised {
  type: "normalised";
  input: number;
  mean: number;
  variance: number;
  epsilon: number;
  gamma: number;
  beta: number;
  result: number;
}

/** Its part of a sum of exponentials. */
export interface Softmaxed {
  type: "softmaxed";
  inputs: number[];
  place: number;
  result: number;
}

/** One number from one number by itself, or the same number from several inputs. */
export interface Changed {
  type: "changed";
  inputs: number[];
  activation: string;
  result: number;
}

/** No arithmetic that this page can show. */
export interface Opaque {
  type: "opaque";
  result: number;
}

export type Explanation = Weighted | Pooled | Normalised | Softmaxed | Changed | Opaque;

const weights = new WeakMap<object, Float32Array[]>();

/** A layer's weights as flat numbers, read once. */
export function readWeights(step: Step): Float32Array[] {
  const known = weights.get(step.layer);
  if (known) return known;
  const read = step.layer.getWeights().map((weight) => Float32Array.from(weight.dataSync()));
  weights.set(step.layer, read);
  return read;
}

/** The activation's name; "linear" for none. */
export function activationOf(step: Step): string {
  const { activation } = step.config;
  return typeof activation === "string" ? activation : "linear";
}

/** A layer's activation of some numbers at one position, computed by the layer's own function. */
function activate(step: Step, sums: number[]): number[] {
  const { activation } = step.layer as unknown as { activation?: { apply(x: tf.Tensor): tf.Tensor } | null };
  if (!activation) return sums;
  return tf.tidy(() => Array.from(activation.apply(tf.tensor(sums, [1, sums.length])).dataSync()));
}

/** The terms of a number of a dense or a convolutional layer. */
function termsOf(step: Step, source: Step, values: Float32Array, kernel: Float32Array, cell: Cell): Term[][] {
  const { geometry, layout } = step;
  if (geometry.type !== "window") return [denseTerms(source.layout, values, kernel, layout.channels, cell)];
  if (geometry.channels === "own") {
    return [depthwiseTerms(geometry.window, source.layout, values, kernel, geometry.multiplier, cell)];
  }
  return convolutionTerms(geometry.window, source.layout, values, kernel, layout.channels, cell);
}

function explainWeighted(step: Step, source: Step, values: Float32Array, cell: Cell): Weighted {
  const [kernel, bias] = readWeights(step);
  const sumAt = (channel: number): number => {
    const terms = termsOf(step, source, values, kernel, { ...cell, channel });
    return terms.reduce((total, list) => total + sumTerms(list), bias?.[channel] ?? 0);
  };
  const { geometry } = step;
  const own = geometry.type === "window" && geometry.channels === "own";
  const activation = activationOf(step);
  // Softmax looks at all units together.
  const channels = activation === "softmax" ? Array.from({ length: step.layout.channels }, (_, i) => i) : [cell.channel];
  const sums = channels.map(sumAt);
  const place = channels.indexOf(cell.channel);
  return {
    type: "weighted",
    terms: termsOf(step, source, values, kernel, cell),
    size: geometry.type === "window" ? geometry.window.size : null,
    firstChannel: own && geometry.type === "window" ? Math.floor(cell.channel / geometry.multiplier) : 0,
    bias: bias?.[cell.channel] ?? 0,
    sum: sums[place],
    activation,
    result: activate(step, sums)[place],
  };
}

/** What all units of a dense layer get before their activation, from the numbers of a list. */
export function sumDense(step: Step, values: ArrayLike<number>): number[] {
  const [kernel, bias] = readWeights(step);
  const units = step.layout.channels;
  const sums = Array.from({ length: units }, (_, unit) => bias?.[unit] ?? 0);
  for (let i = 0; i < values.length; i++) {
    if (values[i] === 0) continue;
    for (let unit = 0; unit < units; unit++) sums[unit] += values[i] * kernel[i * units + unit];
  }
  return sums;
}

function pick(values: Float32Array, indices: readonly (number | null)[]): number[] {
  return indices.flatMap((index) => (index === null ? [] : [values[index]]));
}

function pool(values: number[], by: Pooled["by"], size: Pooled["size"]): Pooled {
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  return { type: "pooled", by, values, size, result: by === "max" ? Math.max(...values) : mean };
}

function explainPooled(step: Step, source: Step, values: Float32Array, cell: Cell): Pooled {
  const by = step.kind.includes("Max") ? "max" : "mean";
  if (step.geometry.type === "window") {
    const { window } = step.geometry as { window: Window };
    return pool(pick(values, windowIndices(window, source.layout, cell, cell.channel)), by, window.size);
  }
  const positions = source.layout.rows * source.layout.columns;
  const indices = Array.from({ length: positions }, (_, i) => i * source.layout.channels + cell.channel);
  return pool(pick(values, indices), by, null);
}

function explainNormalised(step: Step, input: number, { channel }: Cell): Normalised {
  const { scale, center, epsilon } = step.config as { scale: boolean; center: boolean; epsilon: number };
  const list = readWeights(step);
  const gamma = scale ? list[0][channel] : 1;
  const beta = center ? list[scale ? 1 : 0][channel] : 0;
  const [mean, variance] = list.slice(-2).map((each) => each[channel]);
  const result = (gamma * (input - mean)) / Math.sqrt(variance + epsilon) + beta;
  return { type: "normalised", input, mean, variance, epsilon, gamma, beta, result };
}

function explainSoftmax(step: Step, values: Float32Array, cell: Cell): Softmaxed {
  const first = indexOf(step.layout, { ...cell, channel: 0 });
  const inputs = Array.from(values.slice(first, first + step.layout.channels));
  const largest = Math.max(...inputs);
  const powers = inputs.map((value) => Math.exp(value - largest));
  const result = powers[cell.channel] / powers.reduce((total, power) => total + power, 0);
  return { type: "softmaxed", inputs, place: cell.channel, result };
}

/**
 * Explain one number of a step.
 *
 * @param activations what every step gave, flat
 */
export function explainCell(steps: readonly Step[], activations: readonly Float32Array[], place: number, cell: Cell): Explanation {
  const step = steps[place];
  const index = indexOf(step.layout, cell);
  const result = activations[place][index];
  const [origin] = step.origins;
  if (!origin) return { type: "opaque", result };
  const [source, values] = [steps[origin.step], activations[origin.step]];
  const { geometry, kind } = step;
  if (["Dense", "Conv1D", "Conv2D", "DepthwiseConv2D"].includes(kind) && geometry.type !== "all") {
    return explainWeighted(step, source, values, cell);
  }
  if (kind.includes("Pooling") && geometry.type !== "all") return explainPooled(step, source, values, cell);
  if (kind === "BatchNormalization" && [-1, source.shape.length].includes(Number([step.config.axis].flat()[0]))) {
    return explainNormalised(step, values[index], cell);
  }
  if (geometry.type === "mix" && kind !== "LayerNormalization") return explainSoftmax(step, values, cell);
  if (geometry.type === "same" || geometry.type === "reshape") {
    const inputs = step.origins.map((each) => activations[each.step][index]);
    return { type: "changed", inputs, activation: kind === "Activation" ? activationOf(step) : kind, result };
  }
  return { type: "opaque", result };
}
