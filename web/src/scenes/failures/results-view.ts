/** Before and after: one's own drawings and the test samples, and what was forgotten. */

import { formatNumber } from "../../messages/say";
import { element } from "../../page/views/element";
import { type Exhibit, showGallery } from "./gallery";
import { type Change, compareReadings, type Reading } from "./math/mistakes";
import { say } from "./messages";

/** Answers to the same samples by Keras's model and by the taught one. */
export interface Pair {
  before: readonly Reading[];
  after: readonly Reading[];
}

function row(name: string, { before, after }: Change, all: number): HTMLTableRowElement {
  const score = (right: number): string => `${say("failures.score", { right, all })} · ${formatNumber((100 * right) / all)} %`;
  const cells = [score(before), score(after)].map((textContent) => element("td", { textContent }));
  cells[1].className = after > before ? "better" : after < before ? "worse" : "";
  return element("tr", {}, element("th", { scope: "row", textContent: name }), ...cells);
}

function head(): HTMLElement {
  const names = [say("failures.before"), say("failures.after")];
  const cells = names.map((textContent) => element("th", { scope: "col", textContent }));
  return element("thead", {}, element("tr", {}, element("td"), ...cells));
}

/** Show what the last lessons did. `exhibit` shows samples of the test set. */
export function showResults(place: HTMLElement, own: Pair, tests: Pair, exhibit: Omit<Exhibit, "readings"> | null): void {
  const rows: HTMLElement[] = [];
  if (own.after.length) rows.push(row(say("failures.own"), compareReadings(own.before, own.after), own.after.length));
  const change = compareReadings(tests.before, tests.after);
  if (exhibit) rows.push(row(say("failures.tests"), change, tests.after.length));
  const table = element("table", { className: "results" }, head(), element("tbody", {}, ...rows));
  place.replaceChildren(element("h4", { textContent: say("failures.resultTitle") }), table);
  if (!exhibit) return;
  const counts = { learned: change.learned.length, forgotten: change.forgotten.length };
  const outcome = element("p", { textContent: `${say("failures.outcome", counts)} ${say("failures.hard")}` });
  outcome.setAttribute("role", "status");
  place.append(outcome);
  if (!change.forgotten.length) return;
  const gallery = element("div");
  showGallery(gallery, { ...exhibit, readings: change.forgotten });
  place.append(element("h4", { textContent: say("failures.forgottenTitle") }), gallery);
}
