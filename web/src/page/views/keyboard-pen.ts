/** Draw with the keyboard: the arrow keys move a pen, Space puts it down and lifts it. */

import type { Store } from "../state";
import { PAD, type Point, type Stroke } from "../../ink/strokes";
import { element, find } from "./element";

/** How far one key press moves the pen, in units of the pad. */
const STEP = 20;
const MOVES: Record<string, [number, number]> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
};

function inside(value: number): number {
  return Math.min(PAD - STEP, Math.max(STEP, value));
}

/** Wire the keys of the focused pad to the store, and show where the pen is. */
export function startKeyboardPen(store: Store): void {
  const canvas = find<HTMLCanvasElement>("pad");
  const cursor = element("span", { className: "pen-cursor", ariaHidden: "true", hidden: true });
  find("pad-frame").append(cursor);
  const pen: { at: Point; down: Stroke | null } = { at: { x: PAD / 2, y: PAD / 5 }, down: null };

  const show = (): void => {
    cursor.hidden = false;
    cursor.style.left = `${(pen.at.x / PAD) * 100}%`;
    cursor.style.top = `${(pen.at.y / PAD) * 100}%`;
    cursor.classList.toggle("down", pen.down !== null);
  };

  const putDown = (): void => {
    const { source } = store.state;
    pen.down = [{ ...pen.at }];
    const before = source.kind === "strokes" ? source.strokes : [];
    store.give({ kind: "strokes", strokes: [...before, pen.down] });
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

  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = MOVES[event.key];
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
  });
}
