/** The receptive field: which numbers of an earlier layer a number depends on, one layer at a time. */

import type { Geometry, Window } from "./geometry";
import { type Cell, cellAt, countCells, type Layout } from "./layout";

/** Some positions of a layer, with one channel or all of them (null). */
export interface Region {
  /** 1 for each position that belongs to it, row by row. */
  positions: Uint8Array;
  channel: number | null;
}

/** All of a layer. */
export function wholeRegion({ rows, columns }: Layout): Region {
  return { positions: new Uint8Array(rows * columns).fill(1), channel: null };
}

/** One number of a layer. */
export function cellRegion({ rows, columns }: Layout, { row, column, channel }: Cell): Region {
  const positions = new Uint8Array(rows * columns);
  positions[row * columns + column] = 1;
  return { positions, channel };
}

/** The smallest region that holds both. */
export function joinRegions(a: Region | undefined, b: Region): Region {
  if (!a) return b;
  return {
    positions: a.positions.map((value, i) => value | b.positions[i]),
    channel: a.channel === b.channel ? a.channel : null,
  };
}

/** The flat indices of a region's numbers. */
export function regionIndices(region: Region, { channels }: Layout): number[] {
  const indices: number[] = [];
  region.positions.forEach((inside, position) => {
    if (!inside) return;
    const first = position * channels;
    if (region.channel !== null) indices.push(first + region.channel);
    else for (let channel = 0; channel < channels; channel++) indices.push(first + channel);
  });
  return indices;
}

/** Mark, for each position of the region, the input positions that `reach` names. */
function spread(
  region: Region,
  input: Layout,
  output: Layout,
  reach: (row: number, column: number, mark: (row: number, column: number) => void) => void,
): Uint8Array {
  const positions = new Uint8Array(input.rows * input.columns);
  const mark = (row: number, column: number): void => {
    if (row < 0 || column < 0 || row >= input.rows || column >= input.columns) return;
    positions[row * input.columns + column] = 1;
  };
  region.positions.forEach((inside, i) => {
    if (inside) reach(Math.floor(i / output.columns), i % output.columns, mark);
  });
  return positions;
}

function throughWindow({ size, strides, dilation, before }: Window, region: Region, input: Layout, output: Layout): Uint8Array {
  return spread(region, input, output, (row, column, mark) => {
    for (let y = 0; y < size[0]; y++) {
      for (let x = 0; x < size[1]; x++) {
        mark(row * strides[0] - before[0] + y * dilation[0], column * strides[1] - before[1] + x * dilation[1]);
      }
    }
  });
}

/** The same flat indices, seen in another shape. */
function throughReshape(region: Region, input: Layout, output: Layout): Region {
  const indices = regionIndices(region, output);
  if (indices.length === countCells(output)) return wholeRegion(input);
  const cells = indices.map((index) => cellAt(input, index));
  const positions = new Uint8Array(input.rows * input.columns);
  for (const { row, column } of cells) positions[row * input.columns + column] = 1;
  const [first] = cells;
  return { positions, channel: cells.every(({ channel }) => channel === first?.channel) ? (first?.channel ?? null) : null };
}

/** The part of a joined region that comes from the input whose channels begin at `start`; null for none. */
function throughConcatenation({ positions, channel }: Region, input: Layout, start: number): Region | null {
  if (channel === null) return { positions, channel };
  const own = channel - start;
  return own >= 0 && own < input.channels ? { positions, channel: own } : null;
}

/**
 * The region of a layer's input that a region of its output depends on; null when it depends on none of it.
 *
 * @param start where this input's channels begin, when the layer joins the channels of several inputs
 */
export function inputRegion(geometry: Geometry, region: Region, input: Layout, output: Layout, start = 0): Region | null {
  switch (geometry.type) {
    case "same":
      return region;
    case "mix":
      return { positions: region.positions, channel: null };
    case "window": {
      const positions = throughWindow(geometry.window, region, input, output);
      const own = geometry.channels === "own" && region.channel !== null;
      return { positions, channel: own ? Math.floor(region.channel! / geometry.multiplier) : null };
    }
    case "global":
      return { ...wholeRegion(input), channel: region.channel };
    case "reshape":
      return throughReshape(region, input, output);
    case "shift": {
      const [top, left] = geometry.offset;
      const positions = spread(region, input, output, (row, column, mark) => mark(row + top, column + left));
      return { positions, channel: region.channel };
    }
    case "enlarge": {
      const [height, width] = geometry.size;
      const reach = (row: number, column: number, mark: (row: number, column: number) => void): void =>
        mark(Math.floor(row / height), Math.floor(column / width));
      return { positions: spread(region, input, output, reach), channel: region.channel };
    }
    case "concatenate":
      return throughConcatenation(region, input, start);
    default:
      return wholeRegion(input);
  }
}

/** The rectangle around marked positions, ends included; null where none is marked. */
export function boxOf(positions: Uint8Array, { columns }: Layout): { top: number; left: number; bottom: number; right: number } | null {
  let box: { top: number; left: number; bottom: number; right: number } | null = null;
  positions.forEach((inside, i) => {
    if (!inside) return;
    const [row, column] = [Math.floor(i / columns), i % columns];
    box = {
      top: Math.min(box?.top ?? row, row),
      left: Math.min(box?.left ?? column, column),
      bottom: Math.max(box?.bottom ?? row, row),
      right: Math.max(box?.right ?? column, column),
    };
  });
  return box;
}

/** A region's numbers as marks on the whole layer: 1 at each flat index that belongs to it. */
export function markIndices(region: Region, layout: Layout): Uint8Array {
  const marks = new Uint8Array(countCells(layout));
  for (const index of regionIndices(region, layout)) marks[index] = 1;
  return marks;
}

