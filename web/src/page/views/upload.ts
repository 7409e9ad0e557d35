/** Pictures from a file, dropped onto the page, or pasted. */

import { say } from "../messages";
import { readPicture } from "../picture-file";
import { asProblem } from "../../model/problem";
import type { Store } from "../state";
import { find } from "./element";

async function take(store: Store, file: File | undefined): Promise<void> {
  if (!file || store.state.model?.inputKind !== "picture") return;
  try {
    const { picture, bitmap } = await readPicture(file);
    store.set({ notice: null });
    store.give({ kind: "picture", picture, bitmap });
  } catch (error) {
    store.set({ notice: asProblem(error, say("page.pictureFails")).message });
  }
}

/** Let the whole page catch a dropped file; otherwise the browser would open it and leave the page. */
function catchDrops(store: Store): void {
  const frame = find("pad-frame");
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    frame.classList.add("dropping");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) frame.classList.remove("dropping");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    frame.classList.remove("dropping");
    void take(store, event.dataTransfer?.files[0]);
  });
}

/** Wire the file button, drag and drop, and paste. */
export function startUpload(store: Store): void {
  const input = find<HTMLInputElement>("upload");
  input.addEventListener("change", () => {
    void take(store, input.files?.[0]);
    // So that choosing the same file again is a change again.
    input.value = "";
  });
  catchDrops(store);
  document.addEventListener("paste", (event) => void take(store, event.clipboardData?.files[0]));
}
