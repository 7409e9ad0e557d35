/**
 * Ink strokes onto a grid of grey values: a round pen, antialiased, in plain numbers.
 *
 * Not a canvas: what comes back is the same in every browser, on every graphics card, and with
 * fingerprinting protection on (which adds noise to canvas pixels).
 */

import type { Point, Stroke } from "./strokes";

/** Ink one segment: every pixel takes the darker of what it has and what the pen leaves there. */
function inkSegment(grey: Uint8Array, side: number, a: Point, b: Point, radius: number): void {
  const reach = radius + 1;
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const squared = dx * dx + dy * dy;
  const inverse = squared === 0 ? 0 : 1 / squared;
  // Within the one the ink is full, beyond the other there is none: only between them a root is taken.
  const inner = Math.max(0, radius - 0.5) ** 2;
  const outer = (radius + 0.5) ** 2;
  const left = Math.max(0, Math.floor(Math.min(a.x, b.x) - reach));
  const right = Math.min(side - 1, Math.ceil(Math.max(a.x, b.x) + reach));
  const top = Math.max(0, Math.floor(Math.min(a.y, b.y) - reach));
  const bottom = Math.min(side - 1, Math.ceil(Math.max(a.y, b.y) + reach));
  for (let y = top; y <= bottom; y++) {
    const ay = y + 0.5 - a.y;
    for (let x = left, at = y * side + left; x <= right; x++, at++) {
      const before = grey[at];
      // The strokes of a drawing lie closely: most pixels are full already.
      if (before === 255) continue;
      const ax = x + 0.5 - a.x;
      const along = (ax * dx + ay * dy) * inverse;
      const t = along < 0 ? 0 : along > 1 ? 1 : along;
      const fromX = ax - t * dx;
      const fromY = ay - t * dy;
      const distance = fromX * fromX + fromY * fromY;
      if (distance >= outer) continue;
      const value = distance <= inner ? 255 : Math.min(255, Math.floor(255 * (radius + 0.5 - Math.sqrt(distance)) + 0.5));
      if (value > before) grey[at] = value;
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
