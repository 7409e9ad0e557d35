/** Where the last step makes probabilities of scores: both beside each other. */

import { formatPercent } from "../../../model/format";
import { element } from "../../../page/views/element";
import { activationOf, explainCell } from "../explain";
import type { Look } from "../look";
import { say, writeNumber } from "../words";

/** More classes than these are not read one by one. */
const MOST = 12;

/** The function that makes the last numbers: "softmax", "sigmoid", or another one. */
function lastActivation({ steps }: Look): string {
  const last = steps.at(-1)!;
  return last.kind === "Softmax" ? "softmax" : activationOf(last);
}

/** The numbers that the last activation gets. */
function readScores({ steps, activations }: Look): number[] {
  const place = steps.length - 1;
  const last = steps[place];
  if (last.kind !== "Dense") return [...activations[last.origins[0].step]];
  return Array.from({ length: last.layout.channels }, (_, channel) => {
    const explanation = explainCell(steps, activations, place, { row: 0, column: 0, channel });
    return explanation.type === "weighted" ? explanation.sum : NaN;
  });
}

/** The table; null where the last step makes no probabilities. */
export function makeScores(look: Look): HTMLElement | null {
  const activation = lastActivation(look);
  const last = look.steps.at(-1)!;
  const fits = ["Dense", "Activation", "Softmax"].includes(last.kind) && last.shape.length === 1;
  if (!fits || (activation !== "softmax" && activation !== "sigmoid")) return null;
  const body = element("tbody");
  const isSoftmax = activation === "softmax";
  const keys = ["inside.class", "inside.logit", ...(isSoftmax ? ["inside.power"] : []), "inside.probability"] as const;
  const head = keys.map((key) => element("th", { scope: "col", textContent: say(key as "inside.class") }));
  const show = (): void => {
    const scores = readScores(look);
    const probabilities = look.activations.at(-1)!;
    const order = scores.map((_, i) => i).sort((a, b) => scores[b] - scores[a]).slice(0, MOST);
    const rows = order.map((i) => {
      const name = look.model!.classNames[i] ?? String(i + 1);
      const numbers = [scores[i], ...(isSoftmax ? [Math.exp(scores[i])] : [])].map(writeNumber);
      const cells = [...numbers, formatPercent(probabilities[i])].map((textContent) => element("td", { textContent }));
      return element("tr", {}, element("th", { scope: "row", textContent: name }), ...cells);
    });
    body.replaceChildren(...rows);
  };
  const table = element("table", { className: "terms" }, element("thead", {}, element("tr", {}, ...head)), body);
  const section = element(
    "section",
    { className: "panel" },
    element("h3", { textContent: say("inside.scores") }),
    element("p", { className: "hint", textContent: say("inside.scores-lead", { activation }) }),
    table,
  );
  look.follow("numbers", show);
  if (look.activations.length) show();
  return section;
}
