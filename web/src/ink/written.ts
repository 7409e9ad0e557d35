/**
 * Strokes as few bytes, for an address.
 *
 * A drawing is simplified to what the eye sees; then come, for each stroke, the number of its points, and x and y of
 * each in 255ths of the pad.
 */

import { PAD, type Point, type Stroke } from "./strokes";

/** What lies closer than this to a straight line is not told, in units of the pad. */
const TOLERANCE = 2.5;
const MOST_POINTS = 255;

/** How far a point lies from the line through two others. */
function distance(point: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy);
  if (length === 0) return Math.hypot(point.x - from.x, point.y - from.y);
  return Math.abs(dx * (point.y - from.y) - dy * (point.x - from.x)) / length;
}

/** Keep the points without which the line would look different (Douglas and Peucker's way). */
export function simplify(stroke: Stroke): Stroke {
  if (stroke.length < 3) return stroke;
  const [first, last] = [stroke[0], stroke[stroke.length - 1]];
  let [farthest, index] = [TOLERANCE, 0];
  for (let i = 1; i < stroke.length - 1; i++) {
    const away = distance(stroke[i], first, last);
    if (away > farthest) [farthest, index] = [away, i];
  }
  if (index === 0) return [first, last];
  return [...simplify(stroke.slice(0, index + 1)).slice(0, -1), ...simplify(stroke.slice(index))];
}

function toByte(value: number): number {
  return Math.round((Math.min(PAD, Math.max(0, value)) / PAD) * 255);
}

/** Write strokes as bytes; none for none. */
export function writeStrokes(strokes: readonly Stroke[]): Uint8Array {
  const bytes: number[] = [];
  for (const stroke of strokes.map(simplify)) {
    for (let start = 0; start < stroke.length; start += MOST_POINTS - 1) {
      // The pieces of a very long stroke share their ends, so that no gap opens.
      const piece = stroke.slice(start, start + MOST_POINTS);
      if (start > 0 && piece.length === 1) break;
      bytes.push(piece.length, ...piece.flatMap(({ x, y }) => [toByte(x), toByte(y)]));
    }
  }
  return Uint8Array.from(bytes);
}

/** Read strokes from bytes; null when they are not what `writeStrokes` writes. */
export function readStrokes(bytes: Uint8Array): Stroke[] | null {
  const strokes: Stroke[] = [];
  for (let at = 0; at < bytes.length; ) {
    const count = bytes[at++];
    if (count === 0 || at + 2 * count > bytes.length) return null;
    const toPoint = (_: unknown, i: number): Point => ({
      x: (bytes[at + 2 * i] / 255) * PAD,
      y: (bytes[at + 2 * i + 1] / 255) * PAD,
    });
    strokes.push(Array.from({ length: count }, toPoint));
    at += 2 * count;
  }
  return strokes.length ? strokes : null;
}
