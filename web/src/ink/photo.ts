/**
 * Find the ink in an uploaded picture: drawn or photographed, dark on light or light on dark.
 *
 * The twin of to_ink in kerasdigits/data/picture.py, where the steps are explained. Both read their constants from
 * photo_recipe.json, which says why each is what it is; tests/golden/photos.json holds both.
 */

import recipe from "../../../kerasdigits/data/photo_recipe.json";
import { leastSquares, quantile, roundHalfEven } from "./numeric";
import type { Grid } from "./resample";

/** The constants by their names in photo_recipe.json. */
const limits = Object.fromEntries(
  Object.entries(recipe).map(([name, { value }]) => [name, value]),
) as Record<keyof typeof recipe, number>;

/** Grey ink, 0 none and 255 full, with its size. */
export interface Ink {
  grey: Uint8Array;
  width: number;
  height: number;
}

function change(grid: Grid, rule: (value: number, i: number) => number): Grid {
  return { ...grid, values: grid.values.map(rule) };
}

function borderMean({ values, width, height }: Grid): number {
  let [sum, count] = [0, 0];
  for (let y = 0; y < height; y++) {
    const step = y === 0 || y === height - 1 ? 1 : Math.max(1, width - 1);
    for (let x = 0; x < width; x += step) {
      sum += values[y * width + x];
      count++;
    }
  }
  return sum / count;
}

function greatestCommonDivisor(a: number, b: number): number {
  while (b) [a, b] = [b, a % b];
  return a;
}

/** Shrink a picture made of squares of one value each to one pixel a square. */
function undoEnlargement(grid: Grid): Grid {
  const { values, width, height } = grid;
  // Only lines between squares may hold a step: the spacing of the steps is the squares' side.
  let side = greatestCommonDivisor(height, width);
  for (let i = 0; i < values.length && side > 1; i++) {
    const [y, x] = [Math.floor(i / width), i % width];
    if (y && values[i] !== values[i - width]) side = greatestCommonDivisor(side, y);
    if (x && values[i] !== values[i - 1]) side = greatestCommonDivisor(side, x);
  }
  const [rows, columns] = [height / side, width / side];
  const pick = (_: unknown, i: number): number =>
    values[(Math.floor(i / columns) * width + (i % columns)) * side];
  return { values: Float64Array.from({ length: rows * columns }, pick), width: columns, height: rows };
}

/** Some of the picture is empty ground, and some of it full ink. */
function hasGround({ values }: Grid): boolean {
  const ground = values.filter((value) => value <= limits.ground_grey / 255).length;
  return ground >= limits.least_ground * values.length && values.some((value) => value >= limits.full_contrast);
}

/** A drawing on an even, empty ground with full ink, not a photo. */
function isClean(grid: Grid): boolean {
  const { values, width, height } = grid;
  if (Math.max(width, height) <= limits.small_side) return hasGround(grid);
  const ground = limits.ground_grey / 255;
  const haze = values.filter((value) => value > ground && value < limits.faintest).length / values.length;
  const full = values.some((value) => value >= limits.full_contrast);
  return full && haze <= limits.most_haze && quantile(values, 0.5) <= ground;
}

/** Average whole blocks of pixels until the picture is small: noise falls, strokes stay. */
function shrink(grid: Grid): Grid {
  const wanted = Math.max(1, roundHalfEven(Math.max(grid.height, grid.width) / limits.longest_side));
  const factor = Math.min(wanted, grid.height, grid.width);
  const height = Math.floor(grid.height / factor);
  const width = Math.floor(grid.width / factor);
  const values = new Float64Array(height * width);
  for (let y = 0; y < height * factor; y++) {
    for (let x = 0; x < width * factor; x++) {
      const cell = Math.floor(y / factor) * width + Math.floor(x / factor);
      values[cell] += grid.values[y * grid.width + x] / factor ** 2;
    }
  }
  return { values, height, width };
}

function quadratic(y: number, x: number): number[] {
  return [1, y, x, y * y, y * x, x * x];
}

/** Positions from -1 to 1, and where each of the blocks along this axis begins and ends. */
function splitAxis(length: number): { at: (i: number) => number; blocks: [number, number][] } {
  const count = Math.min(limits.blocks, length);
  const [size, larger] = [Math.floor(length / count), length % count];
  const start = (i: number): number => i * size + Math.min(i, larger);
  return {
    at: (i) => (length === 1 ? -1 : (2 * i) / (length - 1) - 1),
    blocks: Array.from({ length: count }, (_, i) => [start(i), start(i + 1)]),
  };
}

/** The median of each block of the picture, and the quadratic terms of the block's middle. */
function blockMedians(grid: Grid): { medians: number[]; terms: number[][] } {
  const [rows, columns] = [splitAxis(grid.height), splitAxis(grid.width)];
  const medians: number[] = [];
  const terms: number[][] = [];
  for (const [top, bottom] of rows.blocks) {
    for (const [left, right] of columns.blocks) {
      const inside: number[] = [];
      for (let y = top; y < bottom; y++) {
        inside.push(...grid.values.subarray(y * grid.width + left, y * grid.width + right));
      }
      medians.push(quantile(inside, 0.5));
      terms.push(quadratic(rows.at((top + bottom - 1) / 2), columns.at((left + right - 1) / 2)));
    }
  }
  return { medians, terms };
}

/** The picture without its paper: a quadratic surface, fitted without what stands out of it. */
function subtractPaper(grid: Grid): Grid {
  const { medians, terms } = blockMedians(grid);
  const evaluate = (term: number[]): number => term.reduce((sum, t, i) => sum + t * coefficients[i], 0);
  let coefficients = [quantile(medians, 0.5), 0, 0, 0, 0, 0];
  for (let round = 0; round < limits.fit_rounds; round++) {
    const distance = medians.map((median, i) => Math.abs(median - evaluate(terms[i])));
    const spread = limits.kept_sigmas * limits.mad_to_sigma * quantile(distance, 0.5);
    const limit = Math.max(spread, limits.least_kept);
    const kept = medians.flatMap((_, i) => (distance[i] <= limit ? [i] : []));
    coefficients = leastSquares(
      kept.map((i) => terms[i]),
      kept.map((i) => medians[i]),
    );
  }
  const [rows, columns] = [splitAxis(grid.height), splitAxis(grid.width)];
  return change(grid, (value, i) => {
    const [y, x] = [rows.at(Math.floor(i / grid.width)), columns.at(i % grid.width)];
    return value - evaluate(quadratic(y, x));
  });
}

/** How much stands out of the paper, on the light side or on the dark side. */
function weigh({ values }: Grid, noise: number, sign: 1 | -1): number {
  return values.reduce((sum, value) => sum + Math.max(0, sign * value - limits.noise_sigmas * noise), 0);
}

/** Cut the noise away and scale the ink to 1. */
function stretch(residual: Grid, noise: number): Grid {
  const reach = limits.noise_sigmas * noise;
  const floor = Math.max(reach, limits.least_floor);
  const peak = quantile(residual.values, limits.peak_quantile);
  const strokes = residual.values.filter((value) => value > Math.max(floor, limits.stroke_share * peak));
  const leastPeak = Math.max(limits.least_contrast, limits.peak_over_noise * reach);
  if (strokes.length === 0 || peak < leastPeak) return change(residual, () => 0);
  const full = quantile(strokes, 0.5) - floor;
  return change(residual, (value) => Math.min(1, Math.max(0, (value - floor) / full)));
}

/** Number the connected patches of ink (8 neighbours), from 1, and count the pixels of each. */
function labelPatches({ values, width, height }: Grid): { labels: Int32Array; sizes: number[] } {
  const labels = new Int32Array(values.length);
  const sizes = [0];
  for (let start = 0; start < values.length; start++) {
    if (labels[start] || values[start] < limits.faintest) continue;
    const label = sizes.push(0) - 1;
    const open = [start];
    labels[start] = label;
    for (let i = open.pop(); i !== undefined; i = open.pop()) {
      sizes[label]++;
      const [y, x] = [Math.floor(i / width), i % width];
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          const next = ny * width + nx;
          if (labels[next] || values[next] < limits.faintest) continue;
          labels[next] = label;
          open.push(next);
        }
      }
    }
  }
  return { labels, sizes };
}

/** Drop patches that are tiny beside the largest stroke. */
function dropSpecks(ink: Grid): Grid {
  const { labels, sizes } = labelPatches(ink);
  const largest = sizes.reduce((most, size) => Math.max(most, size), 0);
  return change(ink, (value, i) => (labels[i] && sizes[labels[i]] < limits.speck_share * largest ? 0 : value));
}

/** What stands out of a photographed page; a dark one may hold light or dark strokes. */
function findStrokes(picture: Grid, isDark: boolean): Grid {
  const residual = subtractPaper(picture);
  const noise = limits.mad_to_sigma * quantile(residual.values.map(Math.abs), 0.5);
  // A dim photo: the border is dark, and yet what stands out is darker.
  const darker = isDark && weigh(residual, noise, -1) > weigh(residual, noise, 1);
  return dropSpecks(stretch(darker ? change(residual, (value) => -value) : residual, noise));
}

function findInk(picture: Grid): Grid {
  const isLight = borderMean(picture) > limits.light_border;
  const own = undoEnlargement(picture);
  const upright = isLight ? change(own, (value) => 1 - value) : own;
  if (isClean(upright)) return upright;
  const ink = findStrokes(shrink(upright), !isLight);
  // Nothing stands out of the paper, and yet there is ink: a densely inked drawing after all.
  return !ink.values.some((value) => value > 0) && hasGround(upright) ? upright : ink;
}

/** Turn a grey picture into ink; a photo comes back smaller. */
export function pictureToInk(grey: Uint8Array, width: number, height: number): Ink {
  const ink = findInk({ values: Float64Array.from(grey, (value) => value / 255), width, height });
  const bytes = Uint8Array.from(ink.values, (value) => Math.round(255 * value));
  return { grey: bytes, width: ink.width, height: ink.height };
}
