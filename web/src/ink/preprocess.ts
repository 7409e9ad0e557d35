/**
 * From ink to the model's input: the recipes that made MNIST and the UCI digits, and a plain resize.
 *
 * The twin of kerasdigits/data/preprocess.py, step by step; tests/golden/preprocess.json pins both to 1e-6.
 * Numbers are float64 inside.
 */

import { channelsOf, type Recipe, suit } from "./recipe";
import { type Grid, resampleArea } from "./resample";
import { roundHalfUp } from "./rounding";
import { countBlocks, drawBitmap } from "./uci-bitmap";

/** Rows and columns of the ink's box hold a pixel of at least this: a tenth of full ink. */
export const INK = 26;
/** The side of the box that MNIST fits a digit into, and of the picture around it. */
const MNIST_BOX = 20;
const MNIST_SIDE = 28;
/** The side of a result of the uci recipe, and the pixels that each of its cells counts. */
const UCI_SIDE = 8;
const BLOCK = 16;
/** Where MNIST's centre of mass lies, pixel i at coordinate i (measured: see preprocess.py). */
const CENTRE = 14;

/** The part of the picture that holds ink, as numbers in [0, 1]; null when there is none. */
function cropToInk(ink: Uint8Array, width: number, height: number): Grid | null {
  let [top, bottom, left, right] = [height, -1, width, -1];
  for (let y = 0; y < height; y++) {
    let [first, last] = [y * width, (y + 1) * width - 1];
    while (first <= last && ink[first] < INK) first++;
    if (first > last) continue;
    while (ink[last] < INK) last--;
    top = Math.min(top, y);
    bottom = y;
    left = Math.min(left, first - y * width);
    right = Math.max(right, last - y * width);
  }
  if (bottom < 0) return null;
  const [h, w] = [bottom - top + 1, right - left + 1];
  const values = new Float64Array(h * w);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) values[y * w + x] = ink[(top + y) * width + left + x] / 255;
  }
  return { values, height: h, width: w };
}

/** Where a digit goes along one axis so that its centre of mass is at CENTRE, without leaving the picture. */
function placeMass(profile: Float64Array): number {
  let [mass, moment] = [0, 0];
  profile.forEach((value, i) => {
    mass += value;
    moment += value * i;
  });
  const offset = roundHalfUp(CENTRE - moment / mass);
  return Math.min(Math.max(offset, 0), MNIST_SIDE - profile.length);
}

/** MNIST: fit into 20x20, then move the centre of mass to the middle of 28x28 by whole pixels. */
function applyMnist(box: Grid): Float64Array {
  const scale = MNIST_BOX / Math.max(box.height, box.width);
  const height = Math.max(1, roundHalfUp(box.height * scale));
  const width = Math.max(1, roundHalfUp(box.width * scale));
  const digit = resampleArea(box, height, width).values;
  const rows = new Float64Array(height);
  const columns = new Float64Array(width);
  digit.forEach((value, i) => {
    rows[Math.floor(i / width)] += value;
    columns[i % width] += value;
  });
  const [top, left] = [placeMass(rows), placeMass(columns)];
  const picture = new Float64Array(MNIST_SIDE * MNIST_SIDE);
  for (let y = 0; y < height; y++) {
    picture.set(digit.subarray(y * width, (y + 1) * width), (top + y) * MNIST_SIDE + left);
  }
  return picture;
}

/**
 * The whole picture, resampled.
 *
 * @param pixels grey, or as many interleaved channels as the result has
 * @param size height and width of the result
 * @param channels of the result, interleaved; grey is repeated for a model that wants colours
 */
export function resizePicture(
  pixels: Uint8Array,
  width: number,
  height: number,
  size: readonly [number, number],
  channels: number,
): Float32Array {
  const [rows, columns] = size;
  const given = pixels.length / (width * height);
  const result = new Float32Array(rows * columns * channels);
  for (let channel = 0; channel < channels; channel++) {
    const values = Float64Array.from({ length: width * height }, (_, i) => pixels[i * given + (channel % given)] / 255);
    const small = resampleArea({ values, height, width }, rows, columns).values;
    small.forEach((value, i) => {
      result[i * channels + channel] = Math.min(1, Math.max(0, value));
    });
  }
  return result;
}

/**
 * Run a recipe.
 *
 * @param recipe what the model's metadata asks for
 * @param pixels uint8, row-major; 0 no ink, 255 full ink; for resize with 3 channels interleaved RGB
 * @returns (height, width, channels) numbers in the recipe's range, flat; without ink an even ground
 */
export function preprocess(
  recipe: Recipe,
  pixels: Uint8Array,
  width: number,
  height: number,
): Float32Array {
  if (recipe.recipe === "resize") {
    // A picture is what it is; only drawings are dark or light.
    return suit(resizePicture(pixels, width, height, recipe.size, channelsOf(recipe)), recipe, false);
  }
  return suit(applyToInk(recipe, pixels, width, height), recipe, true);
}

function applyToInk(recipe: Recipe, pixels: Uint8Array, width: number, height: number): Float32Array {
  const box = cropToInk(pixels, width, height);
  if (!box) return new Float32Array(recipe.size[0] * recipe.size[1]);
  if (recipe.recipe === "mnist") return Float32Array.from(applyMnist(box));
  if (width === UCI_SIDE && height === UCI_SIDE && box.height === UCI_SIDE) {
    // Such a picture came out of this recipe: its greys are counts, which a bitmap would lose.
    return Float32Array.from(pixels, (value) => roundHalfUp((value / 255) * BLOCK) / BLOCK);
  }
  return Float32Array.from(countBlocks(drawBitmap(box)));
}
