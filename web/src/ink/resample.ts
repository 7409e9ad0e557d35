/** Area resampling: every output cell is the mean of the input area that it covers. */

/** A grid of numbers, row-major. */
export interface Grid {
  values: Float64Array;
  height: number;
  width: number;
}

/** One output cell: where its input begins, and the weight of each input cell from there; they sum to 1. */
interface Cell {
  start: number;
  weights: number[];
}

/** The exact box filter along one axis: cell i covers [i * length / count, (i + 1) * length / count). */
function boxFilter(length: number, count: number): Cell[] {
  return Array.from({ length: count }, (_, i) => {
    const from = (i * length) / count;
    const to = ((i + 1) * length) / count;
    const start = Math.floor(from);
    const weights: number[] = [];
    for (let j = start; j < Math.min(length, Math.ceil(to)); j++) {
      weights.push(Math.max(0, Math.min(to, j + 1) - Math.max(from, j)));
    }
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return { start, weights: weights.map((weight) => weight / sum) };
  });
}

/** Resample a grid to height x width; it shrinks and enlarges alike. */
export function resampleArea(grid: Grid, height: number, width: number): Grid {
  const squeezed = new Float64Array(height * grid.width);
  boxFilter(grid.height, height).forEach(({ start, weights }, y) => {
    weights.forEach((weight, k) => {
      const row = (start + k) * grid.width;
      for (let x = 0; x < grid.width; x++) squeezed[y * grid.width + x] += weight * grid.values[row + x];
    });
  });
  const values = new Float64Array(height * width);
  boxFilter(grid.width, width).forEach(({ start, weights }, x) => {
    for (let y = 0; y < height; y++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k] * squeezed[y * grid.width + start + k];
      values[y * width + x] = sum;
    }
  });
  return { values, height, width };
}
