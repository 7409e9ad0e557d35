/** The tour moves the page's own controls, as a hand would. */

import type { Stroke } from "../ink/strokes";
import { THREE } from "../ink/three";
import type { Store } from "../page/state";

const DRAWING_TIME = 900;

/** The first element that fits a selector and can be seen; null when there is none. */
export function findVisible<T extends HTMLElement = HTMLElement>(selector: string): T | null {
  const found = [...document.querySelectorAll<T>(selector)];
  return found.find((candidate) => candidate.getClientRects().length > 0) ?? null;
}

/** Click what is there. */
export function press(selector: string): void {
  findVisible(selector)?.click();
}

/** Move a slider to a value. */
export function slide(selector: string, value: number): void {
  const slider = findVisible<HTMLInputElement>(selector);
  if (!slider) return;
  slider.value = String(value);
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  slider.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Move a slider to a share of the way from its least value to its largest. */
export function slidePart(selector: string, share: number): void {
  const { min = "0", max = "100" } = findVisible<HTMLInputElement>(selector) ?? {};
  slide(selector, Number(min) + share * (Number(max) - Number(min)));
}

/** Not the middle: there may be a gap between two pictures. */
const WITHIN = 0.4;

/** A scene may still compute what is clicked: so often, and so many milliseconds apart, the click is tried again. */
const TRIES = 10;
const PAUSE = 150;

/** Click within the element that has this place among those that fit, until something is shown by that. */
export function clickWithin(selector: string, place: number, shown: string, tries = TRIES): void {
  const chosen = document.querySelectorAll(selector)[place];
  if (!chosen || tries === 0 || findVisible(shown)) return;
  setTimeout(() => clickWithin(selector, place, shown, tries - 1), PAUSE);
  const { left, top, width, height } = chosen.getBoundingClientRect();
  const point = { clientX: left + WITHIN * width, clientY: top + WITHIN * height };
  chosen.dispatchEvent(new MouseEvent("click", { ...point, bubbles: true }));
}

/** Turn a switch; nothing happens where it stands so already. */
export function turn(selector: string, on: boolean): void {
  const box = findVisible<HTMLInputElement>(selector);
  if (box && box.checked !== on) box.click();
}

/** Let a 3 draw itself on the pad; what somebody does meanwhile ends it. */
export function drawThree(store: Store): void {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const started = performance.now();
  store.give({ kind: "strokes", strokes: [THREE.slice(0, 1)] });
  let mine = store.state.source;
  const step = (now: number): void => {
    if (store.state.source !== mine) return;
    const share = still ? 1 : Math.min(1, (now - started) / DRAWING_TIME);
    mine = { kind: "strokes", strokes: [THREE.slice(0, Math.max(1, Math.round(share * THREE.length)))] };
    store.set({ source: mine });
    if (share < 1) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

/** A small 3 in the upper left corner of the pad. */
export function drawInTheCorner(store: Store): void {
  const small: Stroke = THREE.map(({ x, y }) => ({ x: 20 + x * 0.3, y: 10 + y * 0.3 }));
  store.give({ kind: "strokes", strokes: [small] });
}
