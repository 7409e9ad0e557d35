/** The chosen number in the page's address: `?cell=2.3.4.0` is step 2, row 3, column 4, channel 0. */

import type { SceneContext } from "../../page/scene";
import type { Look, Place } from "./look";

const NAME = "cell";

/** Read a place that these steps have; null for any other text. */
export function readPlace(text: string | null, look: Pick<Look, "steps">): Place | null {
  if (!text || !/^\d{1,4}(\.\d{1,6}){3}$/.test(text)) return null;
  const [step, row, column, channel] = text.split(".").map(Number);
  const layout = look.steps[step]?.layout;
  if (!layout || step === 0 || row >= layout.rows || column >= layout.columns || channel >= layout.channels) return null;
  return { step, cell: { row, column, channel } };
}

/** Write a place. */
export function writePlace({ step, cell: { row, column, channel } }: Place): string {
  return [step, row, column, channel].join(".");
}

/** Choose what the address names, and keep the address up to date. */
export function followAddress({ readParameter, writeParameter }: SceneContext, look: Look): void {
  let wanted = readParameter(NAME);
  look.watch("numbers", () => {
    if (wanted === null || look.activations.length === 0) return;
    const place = readPlace(wanted, look);
    wanted = null;
    if (place) look.choose(place);
  });
  look.watch("chosen", () => writeParameter(NAME, look.chosen && writePlace(look.chosen)));
}
