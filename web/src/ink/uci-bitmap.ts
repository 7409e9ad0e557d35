/**
 * NIST's normalization of a handwritten digit: a 32x32 bitmap of even stroke width, upright.
 *
 * The twin of kerasdigits/data/uci_bitmap.py, which names the source (NISTIR 5469) and the two deviations.
 */

import { type Grid, resampleArea } from "./resample";
import { roundHalfUp, TIE } from "./rounding";

const SIDE = 32;
const NARROWEST = 8;
const WIDEST = 20;
const FULL_BIT = 0.5;
const HAIR_BIT = 0.1;
const FEWEST_BITS = 108;
const FEW_BITS = 256;
const MANY_BITS = 412;
const MOST_BITS = 560;
const SHORTEST_TO_SHEAR = 6;
const NOISY_ROWS = 2;

/** A bitmap of SIDE x SIDE, row-major, 1 is ink. */
type Bitmap = Uint8Array;

function countBits(bitmap: Bitmap): number {
  return bitmap.reduce((count, bit) => count + bit, 0);
}

/** A bitmap whose cells are computed from the ink at that place and at its four neighbours (0 outside). */
function transform(bitmap: Bitmap, rule: (here: number, neighbours: number) => number): Bitmap {
  const at = (y: number, x: number): number =>
    y < 0 || x < 0 || y >= SIDE || x >= SIDE ? 0 : bitmap[y * SIDE + x];
  return bitmap.map((here, i) => {
    const [y, x] = [Math.floor(i / SIDE), i % SIDE];
    return rule(here, at(y - 1, x) + at(y + 1, x) + at(y, x - 1) + at(y, x + 1));
  });
}

function erode(bitmap: Bitmap): Bitmap {
  return transform(bitmap, (here, neighbours) => (here && neighbours === 4 ? 1 : 0));
}

function dilate(bitmap: Bitmap): Bitmap {
  return transform(bitmap, (here, neighbours) => (here || neighbours > 0 ? 1 : 0));
}

function evenStrokeWidth(bitmap: Bitmap): Bitmap {
  const count = countBits(bitmap);
  if (count > MOST_BITS) return erode(erode(bitmap));
  if (count > MANY_BITS) return erode(bitmap);
  if (count < FEWEST_BITS) return dilate(dilate(bitmap));
  if (count < FEW_BITS) return dilate(bitmap);
  return bitmap;
}

function rowOf(bitmap: Bitmap, y: number): Bitmap {
  return bitmap.subarray(y * SIDE, (y + 1) * SIDE);
}

/** Shear the rows so that the left ends of the top and the bottom of the digit line up. */
function shearUpright(bitmap: Bitmap): Bitmap {
  const first = bitmap.indexOf(1);
  if (first < 0) return bitmap;
  const top = Math.floor(first / SIDE);
  const bottom = Math.floor(bitmap.lastIndexOf(1) / SIDE);
  if (bottom - top + 1 < SHORTEST_TO_SHEAR) return bitmap;
  // The outermost rows are noisy: NIST looks two rows further in.
  const [upper, lower] = [top + NOISY_ROWS, bottom - NOISY_ROWS];
  const a = rowOf(bitmap, upper).indexOf(1);
  const b = rowOf(bitmap, lower).indexOf(1);
  if (a < 0 || b < 0) return bitmap;
  const slope = (a - b) / (lower - upper);
  const sheared = new Uint8Array(SIDE * SIDE);
  for (let y = 0; y < SIDE; y++) {
    const shift = roundHalfUp((y - SIDE / 2) * slope);
    rowOf(bitmap, y).forEach((bit, x) => {
      const to = x + shift;
      if (bit && to >= 0 && to < SIDE) sheared[y * SIDE + to] = 1;
    });
  }
  return sheared;
}

/** Turn the ink inside its box into NIST's normalized bitmap. */
export function drawBitmap(ink: Grid): Bitmap {
  const columns = Math.min(WIDEST, Math.max(NARROWEST, roundHalfUp((SIDE * ink.width) / ink.height)));
  const coverage = resampleArea(ink, SIDE, columns).values;
  const threshold = (bit: number): Uint8Array => Uint8Array.from(coverage, (value) => +(value >= bit - TIE));
  let bits = threshold(FULL_BIT);
  if (countBits(bits) < FEWEST_BITS) bits = threshold(HAIR_BIT);
  const bitmap = new Uint8Array(SIDE * SIDE);
  const left = Math.floor((SIDE - columns) / 2);
  for (let y = 0; y < SIDE; y++) {
    bitmap.set(bits.subarray(y * columns, (y + 1) * columns), y * SIDE + left);
  }
  return shearUpright(evenStrokeWidth(bitmap));
}

/** Count the ink in each 4x4 block, as a fraction of its 16 cells: 8x8 numbers. */
export function countBlocks(bitmap: Bitmap): Float64Array {
  const blocks = new Float64Array(64);
  bitmap.forEach((bit, i) => {
    blocks[Math.floor(i / SIDE / 4) * 8 + Math.floor((i % SIDE) / 4)] += bit / 16;
  });
  return blocks;
}
