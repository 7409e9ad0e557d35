/** table.js: a field with a name for each column of a table, and the answer in words. */

import { makeSay } from "../messages/say";
import type { PageState, Store } from "../page/state";
import { registerTable } from "../page/table";
import { element, find } from "../page/views/element";
import { makeBest } from "./best";
import { makeField } from "./fields";
import { MESSAGES } from "./messages";
import { isRating, tellAnswer } from "./words";

const say = makeSay(MESSAGES);

/** The sentence below the verdict, made once: it is empty for models without columns. */
let words: HTMLElement | null = null;

function makeWords(store: Store): HTMLElement {
  const made = element("p", { className: "table-words" });
  find("verdict").after(made);
  store.watch(["model", "output"], (state: Readonly<PageState>) => {
    made.textContent = tellAnswer(state);
    made.hidden = made.textContent === "";
  });
  return made;
}

registerTable((panel, store, rows, ask) => {
  words ??= makeWords(store);
  const fields = store.state.model!.metadata.columns!.map(makeField);
  const give = (): void => {
    store.set({ source: { kind: "numbers", values: fields.map((field) => field.read()) } });
  };
  let row = 0;
  const show = (): void => {
    fields.forEach((field, i) => field.write(rows[row]?.[i] ?? 0));
    give();
  };
  const next = element("button", { type: "button", textContent: say("table.next") });
  next.addEventListener("click", () => {
    row = (row + 1) % rows.length;
    show();
  });
  next.hidden = rows.length < 2;
  panel.replaceChildren(element("div", { className: "table-fields" }, ...fields.map(({ shown }) => shown)), next);
  panel.oninput = give;
  if (isRating(store.state.model!)) panel.append(makeBest(store, ask));
  show();
});
