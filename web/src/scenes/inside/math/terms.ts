/** What one number of a layer is the sum of: inputs times weights, term by term. */

import type { Window } from "./geometry";
import type { Cell, Layout } from "./layout";

/** One input times its weight. */
export interface Term {
  /** The flat index of the input in its layer; null in the padding, where the input counts as 0. */
  index: number | null;
  input: number;
  weight: number;
  product: number;
}

/** The sum of the products. */
export function sumTerms(terms: readonly Term[]): number {
  return terms.reduce((total, { product }) => total + product, 0);
}

/** The flat indices of a window on one input channel, row by row; null in the padding. */
export function windowIndices(window: Window, input: Layout, { row, column }: Cell, channel: number): (number | null)[] {
  const { size, strides, dilation, before } = window;
  const indices: (number | null)[] = [];
  for (let y = 0; y < size[0]; y++) {
    for (let x = 0; x < size[1]; x++) {
      const inputRow = row * strides[0] - before[0] + y * dilation[0];
      const inputColumn = column * strides[1] - before[1] + x * dilation[1];
      const outside = inputRow < 0 || inputColumn < 0 || inputRow >= input.rows || inputColumn >= input.columns;
      indices.push(outside ? null : (inputRow * input.columns + inputColumn) * input.channels + channel);
    }
  }
  return indices;
}

function makeTerm(index: number | null, values: ArrayLike<number>, weight: number): Term {
  const input = index === null ? 0 : values[index];
  return { index, input, weight, product: input * weight };
}

/**
 * The terms of a convolution's number, one list for each input channel.
 *
 * @param values the layer's input, flat
 * @param kernel (rows, columns, input channels, filters), flat
 */
export function convolutionTerms(
  window: Window,
  input: Layout,
  values: ArrayLike<number>,
  kernel: ArrayLike<number>,
  filters: number,
  cell: Cell,
): Term[][] {
  return Array.from({ length: input.channels }, (_, channel) =>
    windowIndices(window, input, cell, channel).map((index, place) =>
      makeTerm(index, values, kernel[(place * input.channels + channel) * filters + cell.channel]),
    ),
  );
}

/** The terms of a depthwise convolution's number: of one input channel, with (rows, columns, channels, multiplier) weights. */
export function depthwiseTerms(
  window: Window,
  input: Layout,
  values: ArrayLike<number>,
  kernel: ArrayLike<number>,
  multiplier: number,
  cell: Cell,
): Term[] {
  const channel = Math.floor(cell.channel / multiplier);
  return windowIndices(window, input, cell, channel).map((index, place) =>
    makeTerm(index, values, kernel[(place * input.channels + channel) * multiplier + (cell.channel % multiplier)]),
  );
}

/** The terms of a dense unit at one position: all channels there, with a kernel of (channels, units). */
export function denseTerms(
  input: Layout,
  values: ArrayLike<number>,
  kernel: ArrayLike<number>,
  units: number,
  { row, column, channel }: Cell,
): Term[] {
  const first = (row * input.columns + column) * input.channels;
  return Array.from({ length: input.channels }, (_, i) => makeTerm(first + i, values, kernel[i * units + channel]));
}

/** The terms that matter most, the largest products first, and the sum of the others. */
export function largestTerms(terms: readonly Term[], count: number): { largest: Term[]; rest: number; restCount: number } {
  const sorted = [...terms].sort((a, b) => Math.abs(b.product) - Math.abs(a.product));
  const others = sorted.slice(count);
  return { largest: sorted.slice(0, count), rest: sumTerms(others), restCount: others.length };
}

/** One column of a (rows, columns) matrix: what leads to one unit. */
export function kernelColumn(kernel: ArrayLike<number>, columns: number, column: number): Float32Array {
  return Float32Array.from({ length: kernel.length / columns }, (_, i) => kernel[i * columns + column]);
}
