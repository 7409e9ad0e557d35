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

/** One group of samples; none where it is empty. */
function row(name: string, before: number, after: number, all: number): HTMLTableRowElement[] {
  if (all === 0) return [];
  const score = (right: number): string => `${say("failures.score", { right, all })} · ${formatNumber((100 * right) / all)}\u00a0%`;
  const cells = [score(before), score(after)].map((textContent) => element("td", { textContent }));
  cells[1].className = after > before ? "better" : after < before ? "worse" : "";
  return [element("tr", {}, element("th", { scope: "row", textContent: name }), ...cells)];
}

/** One's own drawings; and the test samples in two groups, so that forgetting is not hidden behind what was learned. */
function makeRows(own: Change, ownCount: number, tests: Change, testCount: number): HTMLTableRowElement[] {
  const read = tests.before;
  return [
    ...row(say("failures.own"), own.before, own.after, ownCount),
    ...row(say("failures.testsRead"), read, read - tests.forgotten.length, read),
    ...row(say("failures.testsMissed"), 0, tests.learned.length, testCount - read),
  ];
}

function head(): HTMLElement {
  const names = [say("failures.before"), say("failures.after")];
  const cells = names.map((textContent) => element("th", { scope: "col", textContent }));
  return element("thead", {}, element("tr", {}, element("td"), ...cells));
}

/** Show what the last lessons did. `exhibit` shows samples of the test set. */
export function showResults(place: HTMLElement, own: Pair, tests: Pair, exhibit: Omit<Exhibit, "readings"> | null): void {
  const change = compareReadings(tests.before, tests.after);
  const rows = makeRows(compareReadings(own.before, own.after), own.after.length, change, tests.after.length);
  const table = element("table", { className: "results" }, head(), element("tbody", {}, ...rows));
  place.replaceChildren(element("h4", { textContent: say("failures.resultTitle") }), table);
  if (!exhibit) return;
  const counts = { learned: change.learned.length, forgotten: change.forgotten.length };
  const outcome = element("p", { textContent: say("failures.outcome", counts) });
  outcome.setAttribute("role", "status");
  place.append(outcome);
  if (!change.forgotten.length) return;
  const gallery = element("div");
  showGallery(gallery, { ...exhibit, readings: change.forgotten });
  place.append(element("h4", { textContent: say("failures.forgottenTitle") }), gallery);
}
