/** Where a walk stands on a landscape: the values of the two weights. */

/** Two weights; for a line its kernel and its bias. */
export type Place = readonly [number, number];

/** The part of a landscape that the map shows. */
export interface Box {
  x: readonly [number, number];
  y: readonly [number, number];
}

/** The difference of two places, as parts of the map's width and height. */
export function distance(a: Place, b: Place, box: Box): number {
  return Math.hypot((a[0] - b[0]) / (box.x[1] - box.x[0]), (a[1] - b[1]) / (box.y[1] - box.y[0]));
}

/** Is a place on the map? */
export function isWithin([x, y]: Place, box: Box): boolean {
  return x >= box.x[0] && x <= box.x[1] && y >= box.y[0] && y <= box.y[1];
}

/** The nearest place on the map. */
export function clampTo([x, y]: Place, box: Box): Place {
  return [Math.min(Math.max(x, box.x[0]), box.x[1]), Math.min(Math.max(y, box.y[0]), box.y[1])];
}
