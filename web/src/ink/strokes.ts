/**
 * Strokes as vectors: where the pen went, and the same strokes at the model's scale.
 *
 * A canvas line of fixed width becomes thin when the drawing is large and fat when it is small, once the
 * recipe has fitted it into its box; models trained on MNIST have seen neither. So the strokes are scaled
 * first and inked afterwards, always with the line that the data set has.
 */

/** A point of a stroke, in units of the pad (see PAD). */
export interface Point {
  x: number;
  y: number;
}

/** Where the pen went between touching the pad and leaving it. */
export type Stroke = Point[];

/** The side of the pad, in its own units; on the screen it may have any size. */
export const PAD = 400;
/** The width of the line on the pad. */
export const PAD_LINE = 24;
/** Points closer than this to the last one tell nothing new. */
const STEP = 1.5;

/** A rectangle around points. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The smallest box around the points of all strokes; null when there are none. */
export function boundingBox(strokes: readonly Stroke[]): Box | null {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const stroke of strokes) {
    for (const { x, y } of stroke) {
      left = Math.min(left, x);
      top = Math.min(top, y);
      right = Math.max(right, x);
      bottom = Math.max(bottom, y);
    }
  }
  if (right < left) return null;
  return { left, top, width: right - left, height: bottom - top };
}

/**
 * Scale and move the strokes so that, inked with a line of `line`, they just fill a square of `side`.
 *
 * The longer side of the inked box becomes `side`, the other one is centred. A dot has no size to scale:
 * it is never enlarged beyond what makes a tenth of the pad fill the square.
 */
export function fitStrokes(strokes: readonly Stroke[], side: number, line: number): Stroke[] {
  const box = boundingBox(strokes);
  if (!box) return [];
  const length = Math.max(box.width, box.height, PAD / 10);
  const scale = (side - line) / length;
  const x0 = side / 2 - (box.left + box.width / 2) * scale;
  const y0 = side / 2 - (box.top + box.height / 2) * scale;
  return strokes.map((stroke) => stroke.map(({ x, y }) => ({ x: x * scale + x0, y: y * scale + y0 })));
}

/** Add a point to a stroke unless it is too close to the last one; tells whether it was added. */
export function extendStroke(stroke: Stroke, point: Point): boolean {
  const last = stroke[stroke.length - 1];
  if (last && Math.hypot(point.x - last.x, point.y - last.y) < STEP) return false;
  stroke.push(point);
  return true;
}
