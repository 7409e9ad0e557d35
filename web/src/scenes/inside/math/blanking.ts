/** Parts of a picture replaced by empty ground, and what that does to the answer. */

/** A picture of rows x columns cells with interleaved channels. */
export interface Grid {
  rows: number;
  columns: number;
  channels: number;
}

/** A rectangle of cells. */
export interface Patch {
  top: number;
  left: number;
  height: number;
  width: number;
}

/** So many patches cost too little to be noticed. */
const MOST_PATCHES = 200;

/** A patch is a fifth of the picture's side. */
const PART = 5;

function starts(length: number, size: number, step: number): number[] {
  const found: number[] = [];
  for (let at = 0; at < length - size; at += step) found.push(at);
  // The last one reaches the edge.
  return [...found, Math.max(0, length - size)];
}

/** Patches that cover the picture, overlapping where that costs little. */
export function makePatches({ rows, columns }: Grid): Patch[] {
  const size = Math.max(1, Math.ceil(Math.min(rows, columns) / PART));
  for (let step = 1; ; step++) {
    const [tops, lefts] = [starts(rows, size, step), starts(columns, size, step)];
    if (tops.length * lefts.length > MOST_PATCHES && step < size) continue;
    return tops.flatMap((top) => lefts.map((left) => ({ top, left, height: size, width: size })));
  }
}

/** A copy of the picture with one patch set to `value` in every channel. */
export function fillPatch(picture: Float32Array, { columns, channels }: Grid, patch: Patch, value: number): Float32Array {
  const filled = picture.slice();
  for (let row = patch.top; row < patch.top + patch.height; row++) {
    const first = (row * columns + patch.left) * channels;
    filled.fill(value, first, first + patch.width * channels);
  }
  return filled;
}

/** For each cell the mean, over the patches that cover it, of what was lost by blanking them. */
export function coverMap({ rows, columns }: Grid, patches: readonly Patch[], losses: readonly number[]): Float32Array {
  const [sums, counts] = [new Float32Array(rows * columns), new Float32Array(rows * columns)];
  patches.forEach(({ top, left, height, width }, i) => {
    for (let row = top; row < top + height; row++) {
      for (let column = left; column < left + width; column++) {
        sums[row * columns + column] += losses[i];
        counts[row * columns + column]++;
      }
    }
  });
  return sums.map((sum, i) => (counts[i] ? sum / counts[i] : 0));
}
