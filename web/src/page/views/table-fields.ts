/** Loads the fields of a model of a table, with the first one that is opened. */

import type { LoadedModel } from "../../model/model";
import { predict } from "../../model/predict";
import { sampleInput } from "../../model/predict";
import { loadScript, loadStyle } from "../scripts";
import type { Store } from "../state";
import { findTable } from "../table";

let loading: Promise<unknown> | null = null;

/** Load the script once, and fill the panel, unless another model is open by then. */
export async function fillTable(panel: HTMLElement, store: Store, model: LoadedModel): Promise<void> {
  await (loading ??= Promise.all([loadStyle("dist/table.css"), loadScript("dist/table.js")]));
  if (store.state.model !== model) return;
  const count = model.metadata.parity?.inputs?.[0]?.shape[0] ?? 0;
  const rows = Array.from({ length: count }, (_, row) => [...sampleInput(model, row)]);
  const ask = async (many: number[][]): Promise<number[]> => {
    const answers = await predict(model, Float32Array.from(many.flat()), many.length);
    return many.map((_, row) => answers[row * model.units]);
  };
  findTable()?.(panel, store, rows, ask);
}
