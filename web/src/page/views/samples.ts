/** The stored test samples as small pictures: one click shows how the model reads a real one. */

import { say } from "../messages";
import { sampleInput } from "../../model/predict";
import type { LoadedModel } from "../../model/model";
import type { Store } from "../state";
import { element, find } from "./element";
import { paintInput } from "./model-view";

/** So many are enough to try. */
const MOST = 12;

/** The true class of a sample. */
function sampleName(model: LoadedModel, row: number): string {
  const label = model.metadata.parity!.labels![row];
  return model.classNames[label] ?? String(label);
}

function makeButton(store: Store, model: LoadedModel, row: number): HTMLButtonElement {
  const canvas = element("canvas");
  paintInput(canvas, model, sampleInput(model, row));
  const name = sampleName(model, row);
  const label = element("span", { ariaHidden: "true", textContent: name });
  const button = element("button", { type: "button", className: "sample" }, canvas, label);
  button.ariaLabel = say("give.sample", { number: row + 1, name });
  button.addEventListener("click", () => store.give({ kind: "sample", row }));
  return button;
}

/** Wire the row of samples to the store. */
export function startSamples(store: Store): void {
  const list = find("samples");
  store.watch(["model"], ({ model }) => {
    const count = model?.metadata.parity?.inputs?.[0]?.shape[0] ?? 0;
    // Samples without labels may be noise that the exporter made up: nothing to look at.
    const shown = model?.inputKind === "picture" && Boolean(model.metadata.parity?.labels) && count > 0;
    find("samples-panel").hidden = !shown;
    if (!shown) return;
    find("samples-source").textContent = model.metadata.training?.source ?? "";
    const rows = Array.from({ length: Math.min(count, MOST) }, (_, row) => row);
    list.replaceChildren(...rows.map((row) => makeButton(store, model, row)));
  });
  store.watch(["source"], ({ source }) => {
    [...list.children].forEach((button, row) => {
      const pressed = String(source.kind === "sample" && source.row === row);
      if (button.ariaPressed !== pressed) button.ariaPressed = pressed;
    });
  });
}
