/** The receptive field of a number, back through all steps. */

import type { Cell } from "./math/layout";
import { cellRegion, inputRegion, joinRegions, type Region } from "./math/receptive";
import type { Step } from "./steps";

/** For each step the region of it that a number of a later step depends on; none where it depends on nothing there. */
export function findField(steps: readonly Step[], place: number, cell: Cell): (Region | undefined)[] {
  const regions: (Region | undefined)[] = steps.map(() => undefined);
  regions[place] = cellRegion(steps[place].layout, cell);
  for (let i = place; i > 0; i--) {
    const { geometry, layout, origins } = steps[i];
    const region = regions[i];
    if (!region) continue;
    let start = 0;
    for (const origin of origins) {
      const source = steps[origin.step];
      const found = inputRegion(geometry, region, source.layout, layout, start);
      start += source.layout.channels;
      if (found) regions[origin.step] = joinRegions(regions[origin.step], found);
    }
  }
  return regions;
}
