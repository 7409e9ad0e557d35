/** A data set in the page: bytes, as they came, and the numbers that they stand for. */

import { countValues } from "../../model/shape";
import { type Floats } from "./floats";
import type { Random } from "./random";

/** Samples to learn from, and samples held out to measure with: `value = byte * scale + min`. */
export interface Samples {
  shape: number[];
  train: number;
  test: number;
  min: number;
  scale: number;
  inputs: Uint8Array | Float32Array;
  /** One class each, or one number each for a regression. */
  labels: Uint8Array | Float32Array;
}

/** Why samples cannot be used, as a key of the scene's messages; null when they can. */
export function findFault({ shape, train, test, inputs, labels }: Samples): "empty" | "lengths" | null {
  if (!(train > 0) || !(test > 0)) return "empty";
  const rows = train + test;
  return inputs.length === rows * countValues(shape) && labels.length === rows ? null : "lengths";
}

/** Copy some samples as numbers into the rows of a batch. */
export function fillBatch(samples: Samples, rows: ArrayLike<number>, x: Floats, y: Floats): void {
  const size = countValues(samples.shape);
  const { inputs, labels, min, scale } = samples;
  for (let row = 0; row < rows.length; row++) {
    const from = rows[row] * size;
    for (let i = 0; i < size; i++) x[row * size + i] = inputs[from + i] * scale + min;
    y[row] = labels[rows[row]];
  }
}

/**
 * Move half of some pictures by one pixel up, down, left or right: the network sees others in each epoch, and learns
 * fewer of them by heart. What leaves on one side comes in on the other, where pictures of digits are empty.
 */
export function movePictures(x: Floats, shape: readonly number[], random: Random): void {
  const [height, width, channels = 1] = shape;
  const size = height * width * channels;
  for (let first = 0; first < x.length; first += size) {
    const draw = Math.floor(random.next() * 8);
    if (draw >= 4) continue;
    const picture = x.subarray(first, first + size);
    const reach = draw < 2 ? channels : width * channels;
    const towards = draw % 2 ? reach : size - reach;
    const kept = picture.slice();
    picture.set(kept.subarray(0, size - towards), towards);
    picture.set(kept.subarray(size - towards));
  }
}
