/** A field for a column: a list of names for categories, a slider for numbers. */

import { formatNumber } from "../messages/say";
import type { Column } from "../model/metadata";
import { element } from "../page/views/element";
import { chooseRange, toCategory, toModel, toShown } from "./columns";

/** A field, in the numbers of the model. */
export interface Field {
  shown: HTMLElement;
  read(): number;
  write(value: number): void;
}

function makeList(column: Column): Field {
  const options = column.categories!.map((name, i) => element("option", { value: String(i), textContent: name }));
  const select = element("select", {}, ...options);
  return {
    shown: element("label", { className: "table-field" }, element("span", { textContent: column.name }), select),
    read: () => Number(select.value),
    write: (value) => {
      select.value = String(toCategory(column, value));
    },
  };
}

function makeSlider(column: Column): Field {
  const { low, high, step } = chooseRange(column);
  const slider = element("input", { type: "range", min: String(low), max: String(high), step: String(step) });
  const output = element("output");
  const digits = Math.max(0, -Math.round(Math.log10(step)));
  const follow = (): void => {
    output.textContent = formatNumber(slider.valueAsNumber, digits);
    slider.setAttribute("aria-valuetext", output.textContent);
  };
  slider.addEventListener("input", follow);
  const name = element("span", {}, `${column.name} `, output);
  return {
    shown: element("label", { className: "table-field" }, name, slider),
    read: () => toModel(column, slider.valueAsNumber),
    write: (value) => {
      slider.value = String(toShown(column, value));
      follow();
    },
  };
}

/** Make the field of a column. */
export function makeField(column: Column): Field {
  return column.categories ? makeList(column) : makeSlider(column);
}
