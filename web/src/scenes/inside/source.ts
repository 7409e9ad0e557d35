/** Which layer with rows and columns a list of numbers came from, through layers that only rearrange. */

import { isSamePlaces, type Step } from "./steps";

/** The nearest step back that the numbers of this one come from, number by number, and that has positions. */
export function findSource(steps: readonly Step[], place: number): number {
  let at = place;
  while (at > 0 && isSamePlaces(steps[at]) && steps[at].layout.rows * steps[at].layout.columns === 1) {
    at = steps[at].origins[0].step;
  }
  return at;
}

/** Are this step's numbers the picture that the model was given, in the same order, rescaled at most? */
export function comesFromInput(steps: readonly Step[], place: number): boolean {
  let at = place;
  while (at > 0 && (isSamePlaces(steps[at]) || steps[at].kind === "Rescaling")) at = steps[at].origins[0].step;
  return at === 0;
}
