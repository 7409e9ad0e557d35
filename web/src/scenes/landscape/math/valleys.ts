/**
 * A landscape that is not convex: each of two weights stands on the curve w^4 - 4 w^2 + w of the lesson "loss-surface",
 * which has a deep valley on the left and a shallow one on the right. So there are four valleys.
 */

import type { Place } from "./place";
import type { Surface } from "./surface";

/** The height of the curve. */
export function height(w: number): number {
  return w ** 4 - 4 * w ** 2 + w;
}

/** Its slope. */
export function slope(w: number): number {
  return 4 * w ** 3 - 8 * w + 1;
}

function bend(w: number): number {
  return 12 * w ** 2 - 8;
}

/** Where the slope is 0, near a first guess; by Newton's rule. */
function settle(guess: number): number {
  let w = guess;
  for (let i = 0; i < 20; i++) w -= slope(w) / bend(w);
  return w;
}

/** The deep valley, the hilltop between the two, and the shallow valley. */
export const DEEP = settle(-1.5);
export const HILLTOP = settle(0.1);
export const SHALLOW = settle(1.3);

/** How many of the two weights lie in the shallow valley: 0 is the deepest of the four valleys. */
export function countShallow(place: Place): number {
  return place.filter((w) => w > HILLTOP).length;
}

/** Make the landscape with four valleys. */
export function makeValleys(): Surface {
  const loss = ([u, v]: Place): number => height(u) + height(v);
  return {
    samples: 1,
    box: { x: [-2.2, 2.2], y: [-2.2, 2.2] },
    loss,
    measure: (place) => ({ predicted: [], loss: loss(place), gradient: [slope(place[0]), slope(place[1])] }),
    lowest: [DEEP, DEEP],
    curvature: bend(DEEP),
  };
}
