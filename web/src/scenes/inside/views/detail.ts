/** The chosen number: how it is made, with the numbers it is made of. */

import { element } from "../../../page/views/element";
import { explainCell, type Explanation } from "../explain";
import type { Look, Place } from "../look";
import type { Breakage } from "../breakage";
import { describeCell, say, titleOf, writeNumber } from "../words";
import { makeNumberGrid } from "./number-grid";
import { makeWeighted } from "./terms";

/** Pools of at most so many numbers are shown one by one. */
const MOST_POOLED = 64;

function line(text: string): HTMLParagraphElement {
  return element("p", { className: "equation", textContent: text });
}

function makePooled({ values, by, size, result }: Extract<Explanation, { type: "pooled" }>): HTMLElement {
  const told = line(say(`inside.${by}`, { count: values.length, result: writeNumber(result) }));
  if (values.length > MOST_POOLED) return told;
  const columns = size && size[0] * size[1] === values.length ? size[1] : Math.min(8, values.length);
  return element("div", {}, element("div", { className: "window" }, makeNumberGrid(say("inside.patch"), values, columns)), told);
}

function makeBody(look: Look, place: Place, explanation: Explanation): HTMLElement {
  const name = titleOf(look.steps[place.step]);
  const result = writeNumber(explanation.result);
  switch (explanation.type) {
    case "weighted":
      return makeWeighted(look, place, explanation);
    case "pooled":
      return makePooled(explanation);
    case "normalised": {
      const numbers = Object.entries(explanation).filter(([key]) => key !== "type") as [string, number][];
      // What follows a sign stands in brackets where it has one of its own.
      const write = (key: string, value: number): string =>
        value < 0 && ["mean", "gamma", "beta"].includes(key) ? `(${writeNumber(value)})` : writeNumber(value);
      return line(say("inside.normalised", Object.fromEntries(numbers.map(([key, value]) => [key, write(key, value)]))));
    }
    case "softmaxed":
      return line(say("inside.softmax-row", { count: explanation.inputs.length, result }));
    case "changed": {
      const inputs = explanation.inputs.map(writeNumber);
      if (inputs.length > 1) return line(say("inside.joined", { name, inputs: inputs.join(", "), result }));
      return line(say("inside.changed", { name, input: inputs[0], result }));
    }
    default:
      return line(say("inside.opaque", { name, result }));
  }
}

/** A button that drops the chosen number's map or unit in the section "Break it". */
function makeDrop(look: Look, { step, cell }: Place, breakage: Breakage): HTMLElement {
  const { rows, columns } = look.steps[step].layout;
  const textContent = rows * columns > 1 ? say("inside.drop-map") : say("inside.drop-unit");
  const button = element("button", { type: "button", textContent });
  const told = element("span", { className: "hint", role: "status" });
  button.addEventListener("click", () => {
    breakage.drop(step, cell.channel);
    told.textContent = say("inside.drop-told");
  });
  return element("p", { className: "drop" }, button, " ", told);
}

/** Make the place where the chosen number is explained. */
export function makeDetail(look: Look, breakage: Breakage): HTMLElement {
  const place = element("section", { className: "panel detail", hidden: true, ariaLabel: say("inside.detail") });
  const close = element("button", { type: "button", className: "quiet", textContent: say("inside.close") });
  close.addEventListener("click", () => look.choose(null));
  const show = (): void => {
    const { chosen, model, steps, activations } = look;
    place.hidden = !chosen || !model || chosen.step === 0 || activations.length === 0;
    if (place.hidden || !chosen) return;
    const title = describeCell(steps[chosen.step], model!, chosen.cell, look.valueAt(chosen));
    const explanation = explainCell(steps, activations, chosen.step, chosen.cell);
    place.dataset.result = String(explanation.result);
    place.replaceChildren(
      element("div", { className: "detail-head" }, element("h3", { textContent: title }), close),
      makeBody(look, chosen, explanation),
      ...(chosen.step < steps.length - 1 ? [makeDrop(look, chosen, breakage)] : []),
    );
  };
  look.follow("chosen", show);
  look.follow("numbers", show);
  return place;
}
