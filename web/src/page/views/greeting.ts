/** The first sight: a digit draws itself and is read as it grows, until somebody draws one. */

import { readsDigits } from "../../model/model";
import { THREE } from "../../ink/three";
import type { Store } from "../state";

/** How long the digit takes to draw itself, in milliseconds. */
const DURATION = 1400;

/** Let the digit draw itself; whatever a person does to the source ends it. */
function drawItself(store: Store): void {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const started = performance.now();
  let mine = store.state.source;
  const step = (now: number): void => {
    if (store.state.source !== mine) return;
    const share = still ? 1 : Math.min(1, (now - started) / DURATION);
    const strokes = [THREE.slice(0, Math.max(1, Math.round(share * THREE.length)))];
    mine = { kind: "strokes", strokes, greeting: true };
    store.set({ source: mine });
    if (share < 1) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

/** Draw a digit for the first model that reads some, unless something is drawn already. */
export function startGreeting(store: Store): void {
  let greeted = false;
  store.watch(["model"], ({ model, source }) => {
    if (greeted || !model) return;
    greeted = true;
    if (source.kind === "empty" && readsDigits(model)) drawItself(store);
  });
}
