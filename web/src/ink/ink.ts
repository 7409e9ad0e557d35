/**
 * Ink strokes onto a grid of grey values: a round pen, antialiased, in plain numbers.
 *
 * Not a canvas: what comes back is the same in every browser, on every graphics card, and with
 * fingerprinting protection on (which adds noise to canvas pixels).
 */

import type { Point, Stroke } from "./strokes";

/** The distance from (x, y) to the segment from a to b. */
function distanceToSegment(x: number, y: number, a: Point, b: Point): number {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const squared = dx * dx + dy * dy;
  const along = squared === 0 ? 0 : ((x - a.x) * dx + (y - a.y) * dy) / squared;
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(x - a.x - t * dx, y - a.y - t * dy);
}

/** Ink one segment: every pixel takes the darker of what it has and what the pen leaves there. */
function inkSegment(grey: Uint8Array, side: number, a: Point, b: Point, radius: number): void {
  const reach = radius + 1;
  const left = Math.max(0, Math.floor(Math.min(a.x, b.x) - reach));
  const right = Math.min(side - 1, Math.ceil(Math.max(a.x, b.x) + reach));
  const top = Math.max(0, Math.floor(Math.min(a.y, b.y) - reach));
  const bottom = Math.min(side - 1, Math.ceil(Math.max(a.y, b.y) + reach));
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const cover = radius + 0.5 - distanceToSegment(x + 0.5, y + 0.5, a, b);
      if (cover <= 0) continue;
      const value = Math.round(255 * Math.min(1, cover));
      if (value > grey[y * side + x]) grey[y * side + x] = value;
    }
  }
}

/**
 * Draw strokes with a round pen.
 *
 * @param strokes in pixels of the grid
 * @param side the grid is side x side
 * @param line the width of the line, in pixels
 * @returns uint8, row-major, 0 no ink, 255 full ink
 */
export function inkStrokes(strokes: readonly Stroke[], side: number, line: number): Uint8Array {
  const grey = new Uint8Array(side * side);
  for (const stroke of strokes) {
    if (stroke.length === 1) inkSegment(grey, side, stroke[0], stroke[0], line / 2);
    for (let i = 1; i < stroke.length; i++) inkSegment(grey, side, stroke[i - 1], stroke[i], line / 2);
  }
  return grey;
}
