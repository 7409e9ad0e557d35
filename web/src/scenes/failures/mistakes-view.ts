/** The first half of the scene: the whole test set as a matrix, and the samples behind its numbers. */

import { formatNumber, keepTogether } from "../../messages/say";
import type { LoadedModel } from "../../model/model";
import type { TestSamples } from "../../model/test-samples";
import type { SceneContext } from "../../page/scene";
import { element } from "../../page/views/element";
import { makeQuestion } from "../../teaching/question";
import { inputOf, showGallery } from "./gallery";
import { type Cell, makeMatrix } from "./matrix";
import { chooseChoices, countConfusion, missedShares, pickCell, type Reading, sortMistakes } from "./math/mistakes";
import { say } from "./messages";

/** The parameter of the address: "4-9" for the samples of class 4 that are read as class 9. */
const PARAMETER = "cell";

function percent(share: number): string {
  return keepTogether(`${formatNumber(share * 100, 1)} %`);
}

function summarize({ confusion, size }: TestSamples): HTMLElement {
  const { right, all } = countConfusion(confusion);
  const values = { percent: percent(right / Math.max(1, all)), size: formatNumber(size), wrong: formatNumber(all - right) };
  return element("p", { className: "failures-summary", textContent: say("failures.summary", values) });
}

function readCell(text: string | null, { confusion }: TestSamples): Cell | null {
  const [, label, answer] = /^(\d+)-(\d+)$/.exec(text ?? "") ?? [];
  if (label === undefined || !confusion[Number(label)]?.[Number(answer)]) return null;
  return { label: Number(label), answer: Number(answer) };
}

/** Title, hint and readings of what is chosen. */
function describe(cell: Cell | null, { confusion }: TestSamples, readings: readonly Reading[], names: readonly string[]) {
  if (!cell) {
    return { title: say("failures.surestTitle"), hint: say("failures.surestHint"), picked: sortMistakes(readings) };
  }
  const picked = pickCell(readings, cell.label, cell.answer);
  const values = { label: names[cell.label], answer: names[cell.answer] };
  const counts = { shown: picked.length, count: confusion[cell.label][cell.answer] };
  const right = cell.label === cell.answer;
  return {
    title: say(right ? "failures.rightTitle" : "failures.cellTitle", values),
    hint: say(counts.count === 1 ? "failures.oneHint" : right ? "failures.rightHint" : "failures.cellHint", counts),
    picked,
  };
}

/** Put matrix and gallery side by side, and have the one choose what the other shows. */
export function makeMistakesView(
  context: SceneContext,
  model: LoadedModel,
  samples: TestSamples,
  readings: readonly Reading[],
): HTMLElement {
  const title = element("h3");
  const hint = element("p", { className: "hint" });
  const gallery = element("div");
  const status = element("p", { className: "visually-hidden", role: "status" });
  const choose = (reading: Reading): void => {
    context.store.give({ kind: "input", values: inputOf(samples, reading.row) });
    status.textContent = say("failures.shown", { index: samples.indices[reading.row] + 1 });
    document.getElementById("read")?.scrollIntoView();
  };
  const show = (cell: Cell | null): void => {
    const { picked, ...said } = describe(cell, samples, readings, model.classNames);
    title.textContent = said.title;
    hint.textContent = said.hint;
    showGallery(gallery, { model, samples, readings: picked, choose });
    matrix.mark(cell);
    surest.hidden = cell === null;
    context.writeParameter(PARAMETER, cell && `${cell.label}-${cell.answer}`);
  };
  const surest = element("button", { type: "button", textContent: say("failures.surest") });
  surest.addEventListener("click", () => show(null));
  const matrix = makeMatrix(samples.confusion, model.classNames, show);
  const left = element(
    "section",
    { className: "panel" },
    element("div", { className: "gallery-head" }, element("h3", { textContent: say("failures.matrixTitle") })),
    element("p", { className: "hint", textContent: say("failures.matrixHint") }),
    matrix.element,
  );
  const right = element("section", { className: "panel" }, element("div", { className: "gallery-head" }, title, surest), hint, gallery, status);
  show(readCell(context.readParameter(PARAMETER), samples));
  return element("div", {}, summarize(samples), element("div", { className: "failures-columns" }, left, right));
}

/** The question: which class is missed most; null where none is. */
export function makeMistakesQuestion({ confusion }: TestSamples, names: readonly string[]): HTMLElement | null {
  const shares = missedShares(confusion);
  const choices = chooseChoices(shares);
  if (!choices) return null;
  const worst = choices.classes[choices.right];
  const count = confusion[worst].reduce((total, cell) => total + cell, 0);
  return makeQuestion({
    ask: say("failures.ask"),
    choices: choices.classes.map((label) => names[label]),
    right: () => choices.right,
    because: () =>
      say("failures.because", {
        missed: count - confusion[worst][worst],
        count,
        label: names[worst],
        percent: percent(shares[worst]),
      }),
  });
}
