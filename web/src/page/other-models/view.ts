/** All models of the page in a table, each with its own answer to the drawing: open it, and they are loaded. */

import { formatBytes } from "../../model/format";
import { makeSay } from "../../messages/say";
import { oncePerFrame } from "../frames";
import type { Session } from "../session";
import type { Store } from "../state";
import { element, find } from "../views/element";
import { MESSAGES } from "./messages";
import { OtherModel } from "./other-model";

const say = makeSay(MESSAGES);
const COLUMNS = ["others.model", "others.answer", "others.size", "others.time", "others.parity"] as const;

/** A row of the table. */
class Row {
  readonly cells = COLUMNS.map(() => element("td", { textContent: say("others.loading") }));
  readonly element = element("tr", {}, ...this.cells);
  private readonly other: OtherModel;
  private loaded = false;

  constructor(
    entry: OtherModel["entry"],
    open: () => void,
  ) {
    this.other = new OtherModel(entry);
    const title = entry.title ?? entry.name;
    const button = element("button", { type: "button", className: "quiet", textContent: title });
    button.ariaLabel = say("others.open", { name: title });
    button.addEventListener("click", open);
    this.cells[0].replaceChildren(button);
  }

  async load(session: Session): Promise<void> {
    try {
      await this.other.load((name) => session.load(name));
      this.loaded = true;
      this.cells[2].textContent = formatBytes(this.other.bytes!);
      this.cells[4].textContent = this.other.parity;
    } catch {
      for (const cell of this.cells.slice(1)) cell.textContent = say("others.broken");
    }
  }

  async ask(store: Store): Promise<void> {
    if (!this.loaded) return;
    this.cells[1].textContent = await this.other.answer(store.state);
    this.cells[3].textContent = this.other.time;
  }
}

/** Wire the table to the store; it works while it is open. */
export function startOtherModels(store: Store, session: Session, openModel: (name: string) => void): void {
  const place = find<HTMLDetailsElement>("others");
  let rows: Row[] = [];
  const askAll = async (): Promise<void> => {
    for (const row of rows) await row.ask(store);
  };
  const inFrame = oncePerFrame(() => void askAll());
  const ask = (): void => {
    if (place.open) inFrame();
  };
  const fill = async (): Promise<void> => {
    rows = store.state.entries.map((entry) => new Row(entry, () => openModel(entry.name)));
    const head = element("tr", {}, ...COLUMNS.map((key) => element("th", { textContent: say(key), scope: "col" })));
    const body = element("tbody", {}, ...rows.map((row) => row.element));
    find("others-table").replaceChildren(element("table", {}, element("thead", {}, head), body));
    for (const row of rows) await row.load(session);
    ask();
  };
  place.addEventListener("toggle", () => void (place.open && rows.length === 0 ? fill() : ask()));
  store.watch(["model", "entries"], ({ model, entries }) => {
    place.hidden = model?.inputKind !== "picture" || entries.length < 2;
    find("others-title").textContent = say("others.title", { count: entries.length });
  });
  store.watch(["source", "useRecipe"], ask);
}
