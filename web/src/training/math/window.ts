/** The windows that a convolution or a pooling looks through, one for each cell that it gives. */

import { placeWindows } from "../../model/windows";

/** How a window moves over a picture. */
export interface Window {
  size: readonly [number, number];
  strides: readonly [number, number];
  padding: "same" | "valid";
}

/** Where windows lie on a picture of this height and width. */
export class Windows {
  readonly height: number;
  readonly width: number;
  private readonly top: number;
  private readonly left: number;

  constructor(
    private readonly pictureHeight: number,
    private readonly pictureWidth: number,
    private readonly window: Window,
  ) {
    const { size, strides, padding } = window;
    const down = placeWindows(pictureHeight, size[0], strides[0], padding);
    const across = placeWindows(pictureWidth, size[1], strides[1], padding);
    [this.height, this.width] = [down.count, across.count];
    [this.top, this.left] = [down.before, across.before];
  }

  /** Call for each pixel under each window: the cell's index, the pixel's, and the place in the window. */
  each(visit: (cell: number, pixel: number, place: number) => void): void {
    const { size, strides } = this.window;
    for (let row = 0; row < this.height; row++) {
      for (let column = 0; column < this.width; column++) {
        for (let i = 0; i < size[0]; i++) {
          const y = row * strides[0] - this.top + i;
          if (y < 0 || y >= this.pictureHeight) continue;
          for (let j = 0; j < size[1]; j++) {
            const x = column * strides[1] - this.left + j;
            if (x < 0 || x >= this.pictureWidth) continue;
            visit(row * this.width + column, y * this.pictureWidth + x, i * size[1] + j);
          }
        }
      }
    }
  }

  /** The same as one list of triples, for loops that are run often. */
  list(): Int32Array {
    const triples: number[] = [];
    this.each((cell, pixel, place) => triples.push(cell, pixel, place));
    return Int32Array.from(triples);
  }
}
