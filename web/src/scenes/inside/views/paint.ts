/** Pictures of numbers: one pixel a number, which the style sheet enlarges. */

import { colourOf, type Scale, scaleOf } from "../math/colours";
import { type Layout } from "../math/layout";
import { cellAtPixel, type Tiles, tilesSize } from "../math/tiles";

/** Call back for each pixel of the tiles with the flat index of its number; gaps stay transparent. */
function paintTiles(
  canvas: HTMLCanvasElement,
  tiles: Tiles,
  layout: Layout,
  paint: (index: number, pixel: Uint8ClampedArray, at: number) => void,
): void {
  const { height, width } = tilesSize(tiles);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext("2d")!;
  const image = context.createImageData(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const cell = cellAtPixel(tiles, x, y);
      if (!cell) continue;
      const index = (cell.row * layout.columns + cell.column) * layout.channels + cell.channel;
      paint(index, image.data, 4 * (y * width + x));
    }
  }
  context.putImageData(image, 0, 0);
}

/** Show numbers as colours. */
export function paintNumbers(canvas: HTMLCanvasElement, tiles: Tiles, layout: Layout, values: ArrayLike<number>, scale?: Scale): void {
  const used = scale ?? scaleOf(values);
  paintTiles(canvas, tiles, layout, (index, data, at) => {
    const [red, green, blue] = colourOf(values[index], used);
    data[at] = red;
    data[at + 1] = green;
    data[at + 2] = blue;
    data[at + 3] = 255;
  });
}

/** Darken what is not marked; nothing is darkened where all is marked, or `marks` is null. */
export function paintVeil(canvas: HTMLCanvasElement, tiles: Tiles, layout: Layout, marks: Uint8Array | null): void {
  paintTiles(canvas, tiles, layout, (index, data, at) => {
    if (!marks || marks[index]) return;
    data[at] = data[at + 1] = data[at + 2] = 70;
    data[at + 3] = 205;
  });
}

/** A picture of rows x columns numbers with one channel. */
export function paintPicture(canvas: HTMLCanvasElement, rows: number, columns: number, values: ArrayLike<number>, scale?: Scale): void {
  const tiles = { height: rows, width: columns, across: 1, gap: 0, maps: 1, flat: false };
  paintNumbers(canvas, tiles, { rows, columns, channels: 1 }, values, scale);
}
