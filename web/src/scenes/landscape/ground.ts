/** The ground of the map: a tint for each band of losses and lines between them, painted once for each landscape. */

import type { Scales } from "./axes";
import type { Sheet } from "./canvas";
import type { Lab } from "./lab";
import { bandOf, chooseLevels, survey, traceLevel } from "./math/contours";

const BANDS = 13;
/** Crossings of the grid: enough for smooth lines, and measured within some milliseconds. */
const COLUMNS = 81;
const ROWS = 69;
/** How much of the accent is in the lowest band. */
const STRONGEST = 0.42;
/** The tints are painted in squares of so many pixels. */
const SQUARE = 3;

function paint(sheet: Sheet, { left, top, right, bottom }: Scales, lab: Lab): HTMLCanvasElement {
  const [width, height] = [right - left, bottom - top];
  const { scale } = sheet;
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: Math.ceil(width * scale), height: Math.ceil(height * scale) });
  const context = canvas.getContext("2d")!;
  context.scale(scale, scale);
  context.fillStyle = sheet.colour("sheet");
  context.fillRect(0, 0, width, height);
  const grid = survey(lab.surface, COLUMNS, ROWS);
  const levels = chooseLevels(grid, lab.surface.loss(lab.surface.lowest), BANDS);
  paintBands(context, sheet, width, height, (x, y) => {
    const { box, loss } = lab.surface;
    const place = [box.x[0] + x * (box.x[1] - box.x[0]), box.y[1] - y * (box.y[1] - box.y[0])] as const;
    return 1 - bandOf(loss(place), levels) / BANDS;
  });
  context.strokeStyle = sheet.colour("edge");
  context.globalAlpha = 0.55;
  context.lineWidth = 1;
  context.beginPath();
  for (const level of levels) {
    for (const [x1, y1, x2, y2] of traceLevel(grid, level)) {
      context.moveTo((x1 / (COLUMNS - 1)) * width, (y1 / (ROWS - 1)) * height);
      context.lineTo((x2 / (COLUMNS - 1)) * width, (y2 / (ROWS - 1)) * height);
    }
  }
  context.stroke();
  return canvas;
}

/** Small squares, one pixel each of a picture that is enlarged: a low one has much of the accent, a high one none. */
function paintBands(
  context: CanvasRenderingContext2D,
  sheet: Sheet,
  width: number,
  height: number,
  depth: (x: number, y: number) => number,
): void {
  const [columns, rows] = [Math.ceil(width / SQUARE), Math.ceil(height / SQUARE)];
  const squares = document.createElement("canvas");
  Object.assign(squares, { width: columns, height: rows });
  const small = squares.getContext("2d")!;
  const pixels = small.createImageData(columns, rows);
  for (let i = 0; i < columns * rows; i++) {
    const [x, y] = [(i % columns) + 0.5, Math.floor(i / columns) + 0.5];
    pixels.data[4 * i + 3] = 255 * STRONGEST * depth((x * SQUARE) / width, (y * SQUARE) / height) ** 2;
  }
  small.putImageData(pixels, 0, 0);
  // The accent wherever there is a pixel, as opaque as that is.
  small.globalCompositeOperation = "source-in";
  small.fillStyle = sheet.colour("accent");
  small.fillRect(0, 0, columns, rows);
  context.imageSmoothingEnabled = false;
  context.drawImage(squares, 0, 0, columns * SQUARE, rows * SQUARE);
}

/** A function that paints the ground, from memory where neither landscape nor size nor theme has changed. */
export function paintGround(): (sheet: Sheet, scales: Scales, lab: Lab, look: number) => void {
  let kept: { key: string; canvas: HTMLCanvasElement } | null = null;
  return (sheet, scales, lab, look) => {
    const key = `${lab.settings.landscape} ${look}`;
    if (kept?.key !== key) kept = { key, canvas: paint(sheet, scales, lab) };
    const { left, top, right, bottom } = scales;
    sheet.context.drawImage(kept.canvas, left, top, right - left, bottom - top);
  };
}
