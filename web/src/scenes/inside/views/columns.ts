/** All layers from the input to the answer, side by side; the input stays in sight while one looks at later ones. */

import { element, write } from "../../../page/views/element";
import { findField } from "../field";
import type { Look } from "../look";
import { countCells } from "../math/layout";
import { regionIndices } from "../math/receptive";
import { describeCell, say, titleOf } from "../words";
import { LayerView } from "./layer-view";

/** So few columns have room to be wide on a stage of so many pixels. */
const FEW = 6;
const WIDE = 900;
/** A longer name takes two lines of a narrow column. */
const ONE_LINE = 16;

/** What stands above the columns: the number that is pointed at, or what one may do. */
function writeReadout(look: Look, field: ReturnType<typeof findField>): string {
  const { marked, model, steps } = look;
  if (!marked || !model) return say("inside.hint");
  const told = describeCell(steps[marked.step], model, marked.cell, look.valueAt(marked));
  if (marked.step === 0) return `${told}.`;
  const all = countCells(steps[0].layout);
  const count = field[0] ? regionIndices(field[0], steps[0].layout).length : 0;
  return `${told}. ${count === all ? say("inside.sees-all") : say("inside.sees", { count, all })}`;
}

function writeLegend(look: Look): string {
  const signed = look.activations.some((values) => values.some((value) => value < 0));
  return [say("inside.legend"), ...(signed ? [say("inside.legend-signed")] : []), say("inside.legend-scale")].join(" ");
}

/** Tell which columns come into sight, and which leave it; a column's place among the others says which it is. */
function watchColumns(flow: HTMLElement, seen: (place: number, isSeen: boolean) => void): void {
  const columns = [...flow.children];
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) seen(columns.indexOf(target), isIntersecting);
    },
    // A column that is about to come is painted before one sees it.
    { root: flow, rootMargin: "0px 200px" },
  );
  for (const column of columns) observer.observe(column);
}

/** Make the columns of the open model, and keep them up to date. */
export function makeColumns(look: Look, width: number): HTMLElement {
  const isRoomy = look.steps.length <= FEW && width >= WIDE;
  const views = look.steps.map((_, place) => new LayerView(look, place, isRoomy));
  const flow = element("div", { className: "layer-flow", role: "group", ariaLabel: say("inside.flow"), tabIndex: -1 });
  flow.classList.toggle("roomy", isRoomy);
  flow.classList.toggle("long-names", !isRoomy && look.steps.some((step) => titleOf(step).length > ONE_LINE));
  views.forEach(({ root }, place) => {
    if (place === 0) root.classList.add("input");
    flow.append(root);
  });
  const readout = element("p", { className: "layer-readout", role: "status" });
  const legend = element("p", { className: "hint" });
  /** The columns in sight, and the input; a deep network has many others, which are painted when they come. */
  const inSight = new Set<LayerView>(views);
  let field: ReturnType<typeof findField> = [];
  const markOne = (view: LayerView): void => view.mark(field[views.indexOf(view)]);
  const mark = (): void => {
    const { marked } = look;
    field = marked ? findField(look.steps, marked.step, marked.cell) : [];
    inSight.forEach(markOne);
    write(readout, writeReadout(look, field));
  };
  const paint = (): void => {
    for (const view of inSight) view.paint();
    write(legend, writeLegend(look));
    // Which numbers depend on which does not change with the drawing.
    write(readout, writeReadout(look, field));
  };
  watchColumns(flow, (place, isSeen) => {
    const view = views[place];
    if (!isSeen && place > 0) inSight.delete(view);
    else if (!inSight.has(view)) {
      inSight.add(view);
      view.paint();
      markOne(view);
    }
  });
  look.follow("numbers", paint);
  look.follow("pointed", mark);
  paint();
  mark();
  return element("div", { className: "layers" }, readout, flow, legend);
}
