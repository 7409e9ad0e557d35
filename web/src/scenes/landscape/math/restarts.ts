/** Many walks from random starts: where do they end? */

import { isWithin, type Place } from "./place";
import { makeRandom } from "./random";
import type { Settings } from "./settings";
import type { Surface } from "./surface";
import { Walk } from "./walk";

/** Two walks that end as near to each other as this, in loss, have found the same valley. */
const SAME = 0.05;

/** Walks from places drawn evenly from the map. */
export function startAtRandom(surface: Surface, settings: Settings, count: number, steps: number, seed: number): Walk[] {
  const random = makeRandom(seed);
  const draw = ([low, high]: readonly [number, number]): number => Number((low + random() * (high - low)).toFixed(3));
  return Array.from({ length: count }, () => {
    const start: Place = [draw(surface.box.x), draw(surface.box.y)];
    const walk = new Walk(surface, { ...settings, start });
    walk.goTo(steps);
    return walk;
  });
}

/** What became of some walks. */
export interface Ends {
  /** How many found the lowest valley, within a share of the way down from their start. */
  lowest: number;
  /** How many ended on the map, but higher. */
  higher: number;
  /** How many left the map. */
  away: number;
  /** The losses of the valleys that were found, rising, with how many ended in each. */
  valleys: { loss: number; count: number }[];
}

/** Count where walks ended. */
export function countEnds(walks: readonly Walk[]): Ends {
  const ends: Ends = { lowest: 0, higher: 0, away: 0, valleys: [] };
  for (const walk of walks) {
    const loss = walk.losses[walk.losses.length - 1];
    if (walk.diverged || !isWithin(walk.place, walk.surface.box)) {
      ends.away += 1;
      continue;
    }
    const least = walk.surface.loss(walk.surface.lowest);
    if (loss - least < SAME) ends.lowest += 1;
    else ends.higher += 1;
    const valley = ends.valleys.find((found) => Math.abs(found.loss - loss) < SAME);
    if (valley) valley.count += 1;
    else ends.valleys.push({ loss, count: 1 });
  }
  ends.valleys.sort((a, b) => a.loss - b.loss);
  return ends;
}
