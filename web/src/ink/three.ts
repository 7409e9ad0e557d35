/** A digit that the page can draw by itself. */

import type { Point, Stroke } from "./strokes";

/** Points on an arc of an ellipse; angles in degrees, clockwise from the right. */
function arc(center: Point, radius: Point, from: number, to: number): Point[] {
  const steps = 24;
  return Array.from({ length: steps + 1 }, (_, i) => {
    const angle = ((from + ((to - from) * i) / steps) * Math.PI) / 180;
    return { x: center.x + radius.x * Math.cos(angle), y: center.y + radius.y * Math.sin(angle) };
  });
}

/** A 3 in one stroke: two bows, the lower one larger. */
export const THREE: Stroke = [
  ...arc({ x: 198, y: 124 }, { x: 66, y: 56 }, -155, 85),
  ...arc({ x: 194, y: 246 }, { x: 82, y: 67 }, -85, 150),
];
