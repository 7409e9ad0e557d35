/** A number field for each feature of a model that reads numbers, not pictures. */

import type { LoadedModel } from "../../model/model";
import { say } from "../messages";
import { sampleInput } from "../../model/predict";
import type { Store } from "../state";
import { element, find } from "./element";
import { fillTable } from "./table-fields";

function featureName(model: LoadedModel, index: number): string {
  const name = model.metadata.training?.input_name;
  const count = model.inputShape[0];
  if (Array.isArray(name)) return name[index] ?? say("give.inputOf", { number: index + 1 });
  if (name && count === 1) return name;
  return count === 1 ? say("give.input") : say("give.inputOf", { number: index + 1 });
}

/** Start from numbers that the model knows: the first stored sample, rounded to be readable. */
function startValues(model: LoadedModel): number[] {
  if (!model.metadata.parity?.inputs?.length) return model.inputShape.length ? Array(model.inputShape[0]).fill(0) : [];
  return [...sampleInput(model, 0)].map((value) => Number(value.toPrecision(4)));
}

function makeField(model: LoadedModel, index: number, value: number): HTMLInputElement {
  const input = element("input", { type: "number", step: "any", value: String(value), required: true });
  input.id = `number-${index}`;
  input.autocomplete = "off";
  input.dataset.name = featureName(model, index);
  return input;
}

/** Wire the fields to the store; an empty or unreadable field means no answer. */
export function startNumbers(store: Store): void {
  const panel = find("numbers");
  store.watch(["model"], ({ model }) => {
    if (model?.inputKind !== "numbers") return;
    panel.oninput = null;
    // The page's own fields stand there until others with names are loaded, and where those do not come.
    if (model.metadata.columns) void fillTable(panel, store, model).catch(() => undefined);
    const fields = startValues(model).map((value, index) => makeField(model, index, value));
    const give = (): void => {
      const values = fields.map((field) => field.valueAsNumber);
      store.set({ source: values.every(Number.isFinite) ? { kind: "numbers", values } : { kind: "empty" } });
    };
    panel.replaceChildren(
      ...fields.map((field) =>
        element("label", { className: "number" }, element("span", { textContent: field.dataset.name! }), field),
      ),
    );
    panel.oninput = give;
    give();
  });
}
