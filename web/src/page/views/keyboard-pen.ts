/**
 * Draw with the keyboard: the arrow keys move a pen, two at once aslant; Space puts it down and lifts it.
 *
 * Home, Page Up, End and Page Down move it aslant with one key, as they lie on a number pad.
 */

import type { Store } from "../state";
import { PAD, type Point, type Stroke } from "../../ink/strokes";
import { element } from "./element";

/** How far one key press moves the pen, in units of the pad. */
const STEP = 20;
const MOVES: Record<string, [number, number]> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
  Home: [-STEP, -STEP],
  PageUp: [STEP, -STEP],
  End: [-STEP, STEP],
  PageDown: [STEP, STEP],
};

/** The move for a key, with the other arrow keys that are held. */
function moveFor(key: string, held: ReadonlySet<string>): [number, number] | null {
  const step = MOVES[key];
  if (!step) return null;
  const [dx, dy] = step;
  for (const other of held) {
    const [x, y] = MOVES[other];
    // Across the direction of this key they add up; along it, the newest counts.
    if (dx === 0 && x !== 0) return [x, dy];
    if (dy === 0 && y !== 0) return [dx, y];
  }
  return step;
}

function inside(value: number): number {
  return Math.min(PAD - STEP, Math.max(STEP, value));
}

/**
 * Wire the keys of a focused pad to the store, and show where the pen is.
 *
 * @param frame the element around the canvas, to which the pen is added
 */
export function startKeyboardPen(store: Store, canvas: HTMLCanvasElement, frame: HTMLElement): void {
  const cursor = element("span", { className: "pen-cursor", ariaHidden: "true", hidden: true });
  frame.append(cursor);
  const pen: { at: Point; down: Stroke | null } = { at: { x: PAD / 2, y: PAD / 5 }, down: null };

  const show = (): void => {
    cursor.hidden = false;
    cursor.style.left = `${(pen.at.x / PAD) * 100}%`;
    cursor.style.top = `${(pen.at.y / PAD) * 100}%`;
    cursor.classList.toggle("down", pen.down !== null);
  };

  const putDown = (): void => {
    pen.down = [{ ...pen.at }];
    store.begin(pen.down);
  };

  const move = (dx: number, dy: number): void => {
    pen.at = { x: inside(pen.at.x + dx), y: inside(pen.at.y + dy) };
    const { source } = store.state;
    // After undo or clear the stroke under the pen is gone: the pen is up again.
    if (source.kind !== "strokes" || !pen.down || !source.strokes.includes(pen.down)) pen.down = null;
    else {
      pen.down.push({ ...pen.at });
      store.set({ source: { ...source } });
    }
  };

  const held = new Set<string>();
  canvas.addEventListener("keyup", (event) => held.delete(event.key));
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = moveFor(event.key, held);
    if (event.key.startsWith("Arrow")) held.add(event.key);
    if (step) move(...step);
    else if (event.key !== " ") return;
    else if (pen.down) pen.down = null;
    else putDown();
    event.preventDefault();
    show();
  });
  canvas.addEventListener("blur", () => {
    cursor.hidden = true;
    pen.down = null;
    held.clear();
  });
}
