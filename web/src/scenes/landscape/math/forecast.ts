/** Where a walk ends up, told from its last hundred steps. */

import { distance, type Place } from "./place";
import type { Walk } from "./walk";

export const OUTCOMES = ["rests", "on-its-way", "to-and-fro", "diverges"] as const;
export type Outcome = (typeof OUTCOMES)[number];

const WINDOW = 100;
/** Parts of the map's width: a walk that goes less than this far in the whole window is at rest. */
const HARDLY = 0.005;

/** Do two steps lead back rather than on? */
function turns(a: Place, b: Place, c: Place): boolean {
  return (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1]) < 0;
}

/** What a walk does in the end. */
export function findOutcome(walk: Walk): Outcome {
  if (walk.diverged) return "diverges";
  const { box } = walk.surface;
  const recent = walk.path.slice(-WINDOW - 1);
  const lengths = recent.slice(1).map((place, i) => distance(place, recent[i], box));
  const way = lengths.reduce((total, length) => total + length, 0);
  if (way < HARDLY) return "rests";
  const back = recent.slice(2).filter((place, i) => turns(recent[i], recent[i + 1], place)).length;
  if (back > 0.25 * recent.length) return "to-and-fro";
  const [first, last] = [walk.losses[0], walk.losses[walk.losses.length - 1]];
  const least = walk.surface.loss(walk.surface.lowest);
  return last - least < 0.005 * (first - least) ? "rests" : "on-its-way";
}
