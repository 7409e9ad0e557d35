/** All models of the page in a table: each with its card, its own answer to the drawing, its size, time and parity. */

import { formatBytes } from "../model/format";
import { makeSay } from "../messages/say";
import type { LoadedModel } from "../model/model";
import type { CompareContext } from "../page/compare";
import { oncePerFrame } from "../page/frames";
import { element } from "../page/views/element";
import { MESSAGES } from "./messages";
import { OtherModel } from "./other-model";

const say = makeSay(MESSAGES);
const COLUMNS = ["others.model", "others.answer", "others.size", "others.time", "others.parity"] as const;

/** Below the table, which has no room for it: the card of the model whose button was pressed last. */
class Cards {
  readonly place = element("section", { className: "others-card", hidden: true });
  private shown: HTMLButtonElement | null = null;

  constructor(private readonly makeCard: CompareContext["makeCard"]) {}

  /** The button that shows and hides a model's card. */
  makeButton(model: LoadedModel): HTMLButtonElement {
    const name = model.metadata.title ?? model.name;
    const button = element("button", { type: "button", className: "quiet", textContent: say("others.card"), ariaExpanded: "false" });
    button.ariaLabel = say("others.cardOf", { name });
    button.addEventListener("click", () => {
      const before = this.shown;
      if (before) before.ariaExpanded = "false";
      this.shown = before === button ? null : button;
      button.ariaExpanded = String(this.shown === button);
      this.place.hidden = !this.shown;
      this.place.ariaLabel = say("others.cardOf", { name });
      this.place.replaceChildren(element("p", { className: "card-name", textContent: name }), this.makeCard(model));
    });
    return button;
  }
}

/** A row of the table. */
class Row {
  readonly cells = COLUMNS.map(() => element("td", { textContent: say("others.loading") }));
  readonly element = element("tr", {}, ...this.cells);
  private readonly other: OtherModel;
  private loaded = false;

  constructor(
    entry: OtherModel["entry"],
    private readonly context: Omit<CompareContext, "place">,
    private readonly cards: Cards,
  ) {
    this.other = new OtherModel(entry, context);
    const title = entry.title ?? entry.name;
    const button = element("button", { type: "button", className: "quiet", textContent: title });
    button.ariaLabel = say("others.open", { name: title });
    button.addEventListener("click", () => context.open(entry.name));
    this.cells[0].replaceChildren(button);
  }

  async load(): Promise<void> {
    try {
      const model = await this.other.load();
      this.loaded = true;
      this.cells[0].append(this.cards.makeButton(model));
      this.cells[2].textContent = formatBytes(this.other.bytes!);
      this.cells[4].textContent = this.other.parity;
    } catch {
      for (const cell of this.cells.slice(1)) cell.textContent = say("others.broken");
    }
  }

  async ask(): Promise<void> {
    if (!this.loaded) return;
    this.cells[1].textContent = await this.other.answer(this.context.store.state);
    this.cells[3].textContent = this.other.time;
  }
}

/** Fill the table and load all models; gives what asks them anew. */
export function startTable({ place, ...context }: CompareContext): () => void {
  const { entries } = context.store.state;
  const cards = new Cards(context.makeCard);
  const rows = entries.map((entry) => new Row(entry, context, cards));
  const askAll = async (): Promise<void> => {
    for (const row of rows) await row.ask();
  };
  const ask = oncePerFrame(() => void askAll());
  const head = element("tr", {}, ...COLUMNS.map((key) => element("th", { textContent: say(key), scope: "col" })));
  const body = element("tbody", {}, ...rows.map((row) => row.element));
  place.replaceChildren(element("table", {}, element("thead", {}, head), body), cards.place);
  const loadAll = async (): Promise<void> => {
    for (const row of rows) await row.load();
    ask();
  };
  void loadAll();
  return ask;
}
