/** From a landscape to a map: a grid of losses, levels between the lowest and the highest, and the lines along them. */

import type { Surface } from "./surface";

/** The losses at the crossings of a grid over the map, row by row from its top. */
export interface Grid {
  columns: number;
  rows: number;
  losses: Float64Array;
}

/** A piece of a line, in cells of the grid from its top left. */
export type Segment = readonly [x1: number, y1: number, x2: number, y2: number];

/** Measure a landscape. */
export function survey({ box, loss }: Surface, columns: number, rows: number): Grid {
  const losses = new Float64Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    const y = box.y[1] - ((box.y[1] - box.y[0]) * row) / (rows - 1);
    for (let column = 0; column < columns; column++) {
      const x = box.x[0] + ((box.x[1] - box.x[0]) * column) / (columns - 1);
      losses[row * columns + column] = loss([x, y]);
    }
  }
  return { columns, rows, losses };
}

/** Levels that lie closer to each other near the bottom, where the walks end: their square roots are evenly apart. */
export function chooseLevels({ losses }: Grid, least: number, count: number): number[] {
  const highest = losses.reduce((most, loss) => Math.max(most, loss), least);
  return Array.from({ length: count }, (_, i) => least + (highest - least) * ((i + 1) / (count + 1)) ** 2);
}

/** How many levels lie below a loss. */
export function bandOf(loss: number, levels: readonly number[]): number {
  let band = 0;
  while (band < levels.length && loss >= levels[band]) band += 1;
  return band;
}

/** Where on the way from a to b the level is crossed. */
function crossing(a: number, b: number, level: number): number {
  return (level - a) / (b - a);
}

/** The pieces of the line along which the loss is `level`: at most two in each cell ("marching squares"). */
export function traceLevel({ columns, rows, losses }: Grid, level: number): Segment[] {
  const segments: Segment[] = [];
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const at = row * columns + column;
      const [a, b, c, d] = [losses[at], losses[at + 1], losses[at + columns + 1], losses[at + columns]];
      const points: [number, number][] = [];
      if (a < level !== b < level) points.push([column + crossing(a, b, level), row]);
      if (b < level !== c < level) points.push([column + 1, row + crossing(b, c, level)]);
      if (c < level !== d < level) points.push([column + 1 - crossing(c, d, level), row + 1]);
      if (d < level !== a < level) points.push([column, row + 1 - crossing(d, a, level)]);
      for (let i = 0; i + 1 < points.length; i += 2) segments.push([...points[i], ...points[i + 1]]);
    }
  }
  return segments;
}
