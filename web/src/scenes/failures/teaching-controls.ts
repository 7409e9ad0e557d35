/** How to teach: which layers, how large the steps are, and how many. */

import { writeDecimal } from "../../messages/say";
import { element } from "../../page/views/element";
import { say } from "./messages";
import type { Plan } from "./lesson";

const RATES = [0.003, 0.01, 0.03, 0.1, 0.3, 1];
const STEPS = [5, 10, 20, 50, 100];

/** A select with a label. */
function makeChoice(name: string, options: readonly { value: string; text: string }[], chosen: string): [HTMLElement, HTMLSelectElement] {
  const select = element("select", {}, ...options.map(({ value, text }) => element("option", { value, textContent: text })));
  select.value = chosen;
  return [element("label", { className: "field" }, element("span", { textContent: name }), select), select];
}

function numbers(values: readonly number[]): { value: string; text: string }[] {
  return values.map((value) => ({ value: String(value), text: writeDecimal(String(value)) }));
}

/** The choices on the screen, and the plan that they make. */
export function makeControls(): { element: HTMLElement; read(): Plan } {
  const which = [
    { value: "all", text: say("failures.all") },
    { value: "head", text: say("failures.head") },
  ];
  const [layersField, layers] = makeChoice(say("failures.layers"), which, "all");
  const [rateField, rate] = makeChoice(say("failures.rate"), numbers(RATES), "0.01");
  const [stepsField, steps] = makeChoice(say("failures.steps"), numbers(STEPS), "20");
  layers.name = "layers";
  rate.name = "rate";
  steps.name = "steps";
  const read = (): Plan => ({
    layers: layers.value as Plan["layers"],
    rate: Number(rate.value),
    steps: Number(steps.value),
  });
  return { element: element("div", { className: "teach-controls" }, layersField, rateField, stepsField), read };
}
