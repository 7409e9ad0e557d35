/** What a landscape is: a loss for every place, the slope that a batch of samples shows, and its lowest point. */

import type { Box, Place } from "./place";

/** What a batch shows at a place. */
export interface Measured {
  /** The answers for the batch's samples; empty where there are none. */
  predicted: number[];
  loss: number;
  gradient: Place;
}

/** A landscape over two weights. */
export interface Surface {
  /** How many samples there are to take batches from; 1 for a formula, which has none. */
  samples: number;
  box: Box;
  /** The loss over all samples. */
  loss(place: Place): number;
  /** Loss and slope over some of the samples. */
  measure(place: Place, batch: readonly number[]): Measured;
  lowest: Place;
  /** The largest curvature at the lowest point, in any direction: the lambda of 2 / lambda. Null where it is flat or sharp. */
  curvature: number | null;
}
