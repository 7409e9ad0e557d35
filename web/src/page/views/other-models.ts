/** The line below the samples that opens the table of all models, which is loaded with it. */

import { findCompare } from "../compare";
import { say } from "../messages";
import { currentInput } from "../reading";
import { loadScript } from "../scripts";
import { checkParity, type Session } from "../session";
import type { Store } from "../state";
import { makeCard } from "./card";
import { find } from "./element";

/** Wire it to the store; the table works while it is open. */
export function startOtherModels(store: Store, session: Session, open: (name: string) => void): void {
  const lines = find<HTMLDetailsElement>("others");
  const place = find("others-table");
  let started: Promise<() => void> | null = null;
  const start = async (): Promise<() => void> => {
    await loadScript("dist/compare.js");
    const load = (name: string): ReturnType<Session["load"]> => session.load(name);
    return findCompare()!({ store, place, load, open, read: currentInput, check: checkParity, makeCard });
  };
  const ask = async (): Promise<void> => {
    if (!lines.open) return;
    try {
      (await (started ??= start()))();
    } catch (error) {
      started = null;
      place.textContent = (error as Error).message;
    }
  };
  lines.addEventListener("toggle", () => void ask());
  store.watch(["model", "entries"], ({ model, entries }) => {
    lines.hidden = model?.inputKind !== "picture" || entries.length < 2;
    find("others-title").textContent = say("others.title", { count: entries.length });
  });
  store.watch(["source", "useRecipe"], () => void ask());
}
