/** Undo and clear: two buttons, and the keys that do the same. */

import type { Store } from "../state";
import { find } from "./element";

const CLEARING_KEYS = ["Delete", "Escape", "c", "C"];

/** Keys typed into a field are that field's. */
function belongsToField(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches("input:not([type=checkbox], [type=file]), select, textarea");
}

/** Wire buttons and keys to the store. */
export function startTools(store: Store): void {
  const undo = find<HTMLButtonElement>("undo");
  const clear = find<HTMLButtonElement>("clear");
  undo.addEventListener("click", () => store.undo());
  clear.addEventListener("click", () => store.give({ kind: "empty" }));

  document.addEventListener("keydown", (event) => {
    if (belongsToField(event.target) || store.state.model?.inputKind !== "picture") return;
    const control = event.ctrlKey || event.metaKey;
    if (control && event.key.toLowerCase() === "z" && !event.shiftKey) {
      event.preventDefault();
      store.undo();
    } else if (!control && !event.altKey && CLEARING_KEYS.includes(event.key)) {
      store.give({ kind: "empty" });
    }
  });

  // aria-disabled, not disabled: a disabled button would lose the keyboard's focus.
  store.watch(["source", "undoable"], ({ source, undoable }) => {
    undo.ariaDisabled = String(undoable.length === 0);
    clear.ariaDisabled = String(source.kind === "empty");
  });
}
