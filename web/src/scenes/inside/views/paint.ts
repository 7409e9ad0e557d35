/** Pictures of numbers: one pixel a number, which the style sheet enlarges. */

import { makePixels, pixelAt, type Scale, scaleOf } from "../math/colours";
import type { Layout } from "../math/layout";
import { pixelIndices, type Tiles, tilesSize } from "../math/tiles";

const SIGNED = makePixels(true);
const UNSIGNED = makePixels(false);
/** Grey that lets a fifth through. */
const VEIL = 0xcd464646;

/** Which pixel shows which number. */
export interface Pixels {
  width: number;
  height: number;
  /** For each pixel the flat index of its number; -1 for none. */
  indices: Int32Array;
}

/** The pixels of a layer's maps. */
export function layPixels(tiles: Tiles, layout: Layout): Pixels {
  return { ...tilesSize(tiles), indices: pixelIndices(tiles, layout) };
}

/** Call for the colour of each pixel that shows a number; the others stay transparent. */
function paint(canvas: HTMLCanvasElement, { width, height, indices }: Pixels, colour: (index: number) => number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext("2d")!;
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < indices.length; i++) {
    if (indices[i] >= 0) pixels[i] = colour(indices[i]);
  }
  context.putImageData(image, 0, 0);
}

/** Show numbers as colours. */
export function paintNumbers(canvas: HTMLCanvasElement, pixels: Pixels, values: ArrayLike<number>, scale: Scale = scaleOf(values)): void {
  const table = scale.signed ? SIGNED : UNSIGNED;
  paint(canvas, pixels, (index) => table[pixelAt(values[index], scale.largest)]);
}

/** Darken what is not marked. */
export function paintVeil(canvas: HTMLCanvasElement, pixels: Pixels, marks: Uint8Array): void {
  paint(canvas, pixels, (index) => (marks[index] ? 0 : VEIL));
}

/** A picture of rows x columns numbers with one channel. */
export function paintPicture(canvas: HTMLCanvasElement, rows: number, columns: number, values: ArrayLike<number>, scale?: Scale): void {
  const indices = Int32Array.from({ length: rows * columns }, (_, i) => i);
  paintNumbers(canvas, { width: columns, height: rows, indices }, values, scale);
}
