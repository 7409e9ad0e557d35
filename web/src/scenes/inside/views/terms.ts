/** A weighted sum in numbers: the window of a convolution, or the largest products of a dense unit. */

import { element } from "../../../page/views/element";
import type { Weighted } from "../explain";
import type { Look, Place } from "../look";
import { cellAt } from "../math/layout";
import { kernelColumn, largestTerms, sumTerms, type Term } from "../math/terms";
import { comesFromInput, findSource } from "../source";
import { readWeights } from "../explain";
import { say, writeNumber } from "../words";
import { makeNumberGrid } from "./number-grid";
import { paintPicture } from "./paint";

/** So many products of a dense unit are listed. */
const LISTED = 6;

function line(text: string): HTMLParagraphElement {
  return element("p", { textContent: text });
}

/** The products of one map: the patch, the weights, and both multiplied. */
function makeWindow(terms: readonly Term[], columns: number): HTMLElement {
  const patch = makeNumberGrid(say("inside.patch"), terms.map(({ index, input }) => (index === null ? null : input)), columns);
  const kernel = makeNumberGrid(say("inside.kernel"), terms.map(({ weight }) => weight), columns);
  const products = makeNumberGrid(say("inside.products"), terms.map(({ product }) => product), columns);
  const sign = (text: string): HTMLElement => element("span", { className: "sign", textContent: text, ariaHidden: "true" });
  return element("div", { className: "window" }, patch, sign("×"), kernel, sign("="), products);
}

/** A window, with a choice of the map where there are several; the one that adds most comes first. */
function makeConvolution({ terms, size, firstChannel }: Weighted): HTMLElement {
  const sums = terms.map(sumTerms);
  const largest = sums.reduce((best, sum, i) => (Math.abs(sum) > Math.abs(sums[best]) ? i : best), 0);
  const place = element("div", { className: "window-place" });
  const show = (channel: number): void => {
    const sum = say("inside.window-sum", { count: terms[channel].length, sum: writeNumber(sums[channel]) });
    place.replaceChildren(makeWindow(terms[channel], size![1]), line(sum));
  };
  show(largest);
  if (terms.length === 1) return place;
  const options = sums.map((sum, i) =>
    element("option", {
      value: String(i),
      selected: i === largest,
      textContent: say("inside.channel-option", { channel: firstChannel + i + 1, sum: writeNumber(sum) }),
    }),
  );
  const select = element("select", {}, ...options);
  select.addEventListener("change", () => show(Number(select.value)));
  const all = say("inside.all-channels", { count: terms.length, sum: writeNumber(sums.reduce((a, b) => a + b)) });
  return element("div", {}, element("label", { className: "field" }, element("span", { textContent: say("inside.channel") }), select), place, line(all));
}

/** Where an input of a dense unit comes from, in words. */
function nameSource(look: Look, place: Place, index: number): string {
  const [origin] = look.steps[place.step].origins;
  const { display } = look.steps[findSource(look.steps, origin.step)];
  const { row, column, channel } = cellAt(display, index);
  const values = { row: row + 1, column: column + 1, channel: channel + 1 };
  if (display.rows * display.columns === 1) return say("inside.from-unit", values);
  return say(display.channels === 1 ? "inside.from-cell" : "inside.from-map", values);
}

function makeTable(look: Look, place: Place, terms: readonly Term[]): HTMLTableElement {
  const { largest, rest, restCount } = largestTerms(terms, LISTED);
  const head = (["inside.term-from", "inside.term-input", "inside.term-weight", "inside.term-product"] as const).map((key) =>
    element("th", { scope: "col", textContent: say(key) }),
  );
  const rows = largest.map(({ index, input, weight, product }) => {
    const numbers = [input, weight, product].map((value) => element("td", { textContent: writeNumber(value) }));
    return element("tr", {}, element("td", { textContent: nameSource(look, place, index!) }), ...numbers);
  });
  if (restCount > 0) {
    const other = element("td", { textContent: say("inside.term-rest", { count: restCount }), colSpan: 3 });
    rows.push(element("tr", {}, other, element("td", { textContent: writeNumber(rest) })));
  }
  const caption = element("caption", { textContent: say("inside.terms") });
  return element("table", { className: "terms" }, caption, element("tr", {}, ...head), ...rows);
}

function makeImage(caption: string, rows: number, columns: number, values: Float32Array): HTMLElement {
  const canvas = element("canvas", { className: "weight-image", role: "img", ariaLabel: caption });
  paintPicture(canvas, rows, columns, values);
  return element("figure", {}, canvas, element("figcaption", { textContent: caption }));
}

/** For a unit that looks at the picture itself: its weights as a picture, and weights times drawing. */
function makeImages(look: Look, { step, cell }: Place, terms: readonly Term[]): HTMLElement | null {
  const { steps } = look;
  const origin = steps[step].origins[0].step;
  const { rows, columns, channels } = steps[0].layout;
  const [height, width] = look.model!.recipe?.size ?? [rows, columns];
  if (height * width !== terms.length || rows * columns * channels !== terms.length || !comesFromInput(steps, origin)) return null;
  const weights = kernelColumn(readWeights(steps[step])[0], steps[step].layout.channels, cell.channel);
  return element(
    "div",
    { className: "weight-images" },
    makeImage(say("inside.weights-of"), height, width, weights),
    makeImage(say("inside.weights-times"), height, width, Float32Array.from(terms, ({ product }) => product)),
  );
}

/** Everything from the products to the number. */
export function makeWeighted(look: Look, place: Place, explanation: Weighted): HTMLElement {
  const { terms, size, bias, sum, activation, result } = explanation;
  const parts = size
    ? [makeConvolution(explanation)]
    : [element("div", { className: "dense" }, ...[makeImages(look, place, terms[0])].flatMap((part) => part ?? []), makeTable(look, place, terms[0]))];
  const products = writeNumber(sum - bias);
  const makes = { name: activation, result: writeNumber(result), count: look.steps[place.step].layout.channels };
  const key = activation === "linear" ? "inside.no-activation" : activation === "softmax" ? "inside.softmax-row" : "inside.activation";
  return element(
    "div",
    {},
    ...parts,
    element(
      "p",
      { className: "equation" },
      say("inside.bias", { sum: products, bias: writeNumber(bias), total: writeNumber(sum) }),
    ),
    element("p", { className: "equation result" }, say(key, makes)),
  );
}
