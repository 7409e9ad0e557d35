/** Where the last step makes probabilities of scores: both beside each other. */

import { formatPercent } from "../../../model/format";
import { onceOnScreen } from "../../../page/frames";
import { element, write } from "../../../page/views/element";
import { activationOf, sumDense } from "../explain";
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
  const last = steps.at(-1)!;
  const given = activations[last.origins[0].step];
  return last.kind === "Dense" ? sumDense(last, given) : [...given];
}

function makeRow(columns: number): HTMLTableRowElement {
  const cells = Array.from({ length: columns - 1 }, () => element("td"));
  return element("tr", {}, element("th", { scope: "row" }), ...cells);
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
    while (body.children.length < order.length) body.append(makeRow(keys.length));
    order.forEach((i, row) => {
      const name = look.model!.classNames[i] ?? String(i + 1);
      const numbers = [scores[i], ...(isSoftmax ? [Math.exp(scores[i])] : [])].map(writeNumber);
      [name, ...numbers, formatPercent(probabilities[i])].forEach((text, k) => write(body.children[row].children[k], text));
    });
  };
  const table = element("table", { className: "terms" }, element("thead", {}, element("tr", {}, ...head)), body);
  const section = element(
    "section",
    { className: "panel" },
    element("h3", { textContent: say("inside.scores") }),
    element("p", { className: "hint", textContent: say("inside.scores-lead", { activation }) }),
    table,
  );
  look.follow("numbers", onceOnScreen(section, () => section.isConnected && look.activations.length && show()));
  if (look.activations.length) show();
  return section;
}
