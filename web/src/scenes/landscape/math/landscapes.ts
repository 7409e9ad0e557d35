/** The landscapes of the lab by name. */

import downloads from "./downloads.json";
import { makeLineSurface, type Samples } from "./line";
import type { LandscapeName } from "./settings";
import type { Surface } from "./surface";
import { makeValleys } from "./valleys";

/** The data set `download-times`: sizes in MB and times in seconds, to learn from. */
export const TRAIN: Samples = { x: downloads.trainSizes, y: downloads.trainTimes };
/** The same, to test with. */
export const TEST: Samples = { x: downloads.testSizes, y: downloads.testTimes };

/** Make a landscape. */
export function makeSurface(name: LandscapeName): Surface {
  return name === "valleys" ? makeValleys() : makeLineSurface(name, TRAIN);
}
