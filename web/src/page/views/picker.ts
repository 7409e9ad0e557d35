/** The model picker, for a page with several models. */

import type { Store } from "../state";
import { element, find } from "./element";

/** Wire the picker; `open` opens a model by name. */
export function startPicker(store: Store, open: (name: string) => void): void {
  const picker = find<HTMLSelectElement>("picker");
  picker.addEventListener("change", () => open(picker.value));
  store.watch(["entries"], ({ entries }) => {
    find("picker-field").hidden = entries.length < 2;
    const options = entries.map(({ name, title }) => element("option", { value: name, textContent: title ?? name }));
    picker.replaceChildren(...options);
  });
  store.watch(["entries", "modelName"], ({ modelName }) => {
    if (modelName !== null) picker.value = modelName;
  });
}
