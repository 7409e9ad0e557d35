/** The drawing that the address holds: shown at the start, and kept up to date. */

import { readDrawing, writeDrawing } from "../address";
import type { Store } from "../state";

/** The address follows the drawing when the pen has rested for so long, in milliseconds. */
const REST = 400;

/** Show the drawing of the address, and keep the address a link to what is drawn. */
export function startKeptDrawing(store: Store): void {
  const kept = readDrawing(location.hash);
  if (kept) store.set({ source: { kind: "strokes", strokes: kept } });
  let timer: ReturnType<typeof setTimeout> | undefined;
  store.watch(["source"], ({ source, modelName }) => {
    clearTimeout(timer);
    if (modelName === null || (source.kind === "strokes" && source.greeting)) return;
    timer = setTimeout(() => writeDrawing(source.kind === "strokes" ? source.strokes : []), REST);
  });
}
