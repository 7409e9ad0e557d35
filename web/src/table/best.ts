/** For a model of ratings: what the chosen person would like best, of all that there is. */

import { formatNumber, makeSay } from "../messages/say";
import type { Store } from "../page/state";
import type { AskRows } from "../page/table";
import { element } from "../page/views/element";
import { MESSAGES } from "./messages";

const say = makeSay(MESSAGES);
/** So many are named. */
const NAMED = 5;

/** The places of the highest numbers, the highest first. */
export function findHighest(values: readonly number[], count: number): number[] {
  const places = values.map((_, place) => place);
  return places.sort((a, b) => values[b] - values[a]).slice(0, count);
}

/** Make the list; it is asked for again when another person is chosen. */
export function makeBest(store: Store, ask: AskRows): HTMLElement {
  const { model } = store.state;
  const [people, things] = model!.metadata.columns!.map(({ categories }) => categories!);
  const title = element("h3");
  const list = element("ol");
  let shown = -1;
  const show = async (person: number): Promise<void> => {
    shown = person;
    const stars = await ask(things.map((_, thing) => [person, thing]));
    if (shown !== person) return;
    title.textContent = say("table.best", { who: people[person] });
    const lines = findHighest(stars, NAMED).map((thing) =>
      say("table.best.item", { what: things[thing], stars: formatNumber(stars[thing], 1) }),
    );
    list.replaceChildren(...lines.map((textContent) => element("li", { textContent })));
  };
  store.watch(["source", "model"], ({ source, model: open }) => {
    if (open !== model || source.kind !== "numbers" || source.values[0] === shown) return;
    // Without the list the answer itself is still there.
    show(source.values[0]).catch(() => undefined);
  });
  return element("section", { className: "table-best" }, title, list);
}
