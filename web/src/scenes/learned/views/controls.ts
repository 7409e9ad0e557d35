/** The controls that the parts of the scene share: fields with a name, selects, a slider over powers of ten. */

import { element } from "../../../page/views/element";
import { writeChoice } from "../numbers";

/** A control under its name. */
export function makeField(name: string, control: HTMLElement): HTMLLabelElement {
  return element("label", { className: "learned-field" }, element("span", { textContent: name }), control);
}

export interface Choice<Value extends string> {
  value: Value;
  text: string;
}

/** A select; `fill` replaces its choices and keeps the chosen one where it is still there. */
export function makeSelect<Value extends string>(choices: Choice<Value>[]) {
  const root = element("select");
  const fill = (next: Choice<Value>[]): void => {
    const before = root.value;
    root.replaceChildren(...next.map(({ value, text }) => element("option", { value, textContent: text })));
    if (next.some(({ value }) => value === before)) root.value = before;
  };
  fill(choices);
  return { root, fill, get value() { return root.value as Value; } };
}

/** A slider over powers of ten, four steps to each, whose value stands beside it. */
export function makeLogSlider(name: string, lowest: number, highest: number, start: number) {
  const slider = element("input", { type: "range", min: String(lowest * 4), max: String(highest * 4), step: "1" });
  // Not an <output>: the label would name it, and not the slider.
  const output = element("strong");
  const read = (): number => Number((10 ** (Number(slider.value) / 4)).toPrecision(2));
  const show = (): void => {
    output.textContent = writeChoice(read());
    slider.setAttribute("aria-valuetext", output.textContent);
  };
  const write = (value: number): void => {
    slider.value = String(Math.round(4 * Math.log10(value)));
    show();
  };
  slider.addEventListener("input", show);
  write(start);
  const root = element("label", { className: "learned-field learned-slider" }, element("span", {}, `${name} `, output), slider);
  return { root, slider, write, get value() { return read(); } };
}
