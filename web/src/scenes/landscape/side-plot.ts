/** Beside the map: the line over the samples, or, with four valleys, the curve that both weights stand on. */

import { element } from "../../page/views/element";
import { chooseTicks, clipTo, drawAxes, makeScales, type Scales } from "./axes";
import { drawOn, type Sheet } from "./canvas";
import type { Lab } from "./lab";
import { TEST, TRAIN } from "./math/landscapes";
import { predict } from "./math/line";
import { height } from "./math/valleys";
import { say, show } from "./words";

const RATIO = 0.56;
const SIZES = [-0.4, 10.6] as const;
const TIMES = [-0.3, 1.3] as const;
const WEIGHTS = [-2.3, 2.3] as const;
const HEIGHTS = [-7, 12] as const;

function drawSamples({ context, colour }: Sheet, scales: Scales): void {
  context.fillStyle = colour("ink");
  TRAIN.x.forEach((size, i) => {
    context.beginPath();
    context.arc(scales.x(size), scales.y(TRAIN.y[i]), 3.5, 0, 2 * Math.PI);
    context.fill();
  });
  context.strokeStyle = colour("quiet");
  context.lineWidth = 1.5;
  context.beginPath();
  TEST.x.forEach((size, i) => {
    const [x, y] = [scales.x(size), scales.y(TEST.y[i])];
    context.moveTo(x - 3, y - 3);
    context.lineTo(x + 3, y + 3);
    context.moveTo(x - 3, y + 3);
    context.lineTo(x + 3, y - 3);
  });
  context.stroke();
}

function drawLine({ context, colour }: Sheet, scales: Scales, lab: Lab): void {
  const place = lab.shownPlace;
  context.strokeStyle = colour("accent");
  context.lineWidth = 3;
  context.beginPath();
  context.moveTo(scales.x(SIZES[0]), scales.y(predict(place, SIZES[0])));
  context.lineTo(scales.x(SIZES[1]), scales.y(predict(place, SIZES[1])));
  context.stroke();
  if (!lab.walk.last) return;
  context.lineWidth = 1.5;
  context.beginPath();
  for (const row of lab.walk.last.batch) {
    context.moveTo(scales.x(TRAIN.x[row]), scales.y(TRAIN.y[row]));
    context.lineTo(scales.x(TRAIN.x[row]), scales.y(predict(place, TRAIN.x[row])));
  }
  context.stroke();
}

function drawSamplesPlot(sheet: Sheet, lab: Lab): void {
  const scales = makeScales(sheet, SIZES, TIMES);
  clipTo(sheet, scales, () => {
    drawLine(sheet, scales, lab);
    drawSamples(sheet, scales);
  });
  const labels = { x: say("landscape.axis.size"), y: say("landscape.axis.time") };
  drawAxes(sheet, scales, { ...labels, ticksX: chooseTicks(SIZES, 6), ticksY: chooseTicks(TIMES, 4) });
}

function drawCurvePlot(sheet: Sheet, lab: Lab): void {
  const { context, colour } = sheet;
  const scales = makeScales(sheet, WEIGHTS, HEIGHTS);
  clipTo(sheet, scales, () => {
    context.strokeStyle = colour("ink");
    context.lineWidth = 2;
    context.beginPath();
    for (let i = 0; i <= 120; i++) {
      const w = WEIGHTS[0] + ((WEIGHTS[1] - WEIGHTS[0]) * i) / 120;
      context.lineTo(scales.x(w), scales.y(height(w)));
    }
    context.stroke();
    lab.shownPlace.forEach((w, i) => {
      const [x, y] = [scales.x(w), scales.y(height(w)) - 10];
      context.fillStyle = colour("accent");
      context.beginPath();
      context.arc(x, y, 10, 0, 2 * Math.PI);
      context.fill();
      context.fillStyle = colour("sheet");
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.fillText(String(i + 1), x, y);
    });
  });
  const labels = { x: say("landscape.axis.weight"), y: say("landscape.axis.height") };
  drawAxes(sheet, scales, { ...labels, ticksX: chooseTicks(WEIGHTS, 6), ticksY: chooseTicks(HEIGHTS, 4) });
}

/** The mean distance of the line from the test times. */
function testError(lab: Lab): number {
  const errors = TEST.x.map((size, i) => Math.abs(predict(lab.shownPlace, size) - TEST.y[i]));
  return errors.reduce((total, error) => total + error, 0) / errors.length;
}

/** Make the plot; its title and its note follow the landscape. */
export function makeSidePlot(lab: Lab): HTMLElement {
  const canvas = element("canvas", { className: "landscape-plot" });
  canvas.setAttribute("role", "img");
  const title = element("h3");
  const note = element("p", { className: "hint" });
  const isLine = (): boolean => lab.settings.landscape !== "valleys";
  const redraw = drawOn(canvas, RATIO, (sheet) => (isLine() ? drawSamplesPlot : drawCurvePlot)(sheet, lab));
  lab.watch(() => {
    const [x, y] = lab.shownPlace.map((value) => show(value));
    const test = show(testError(lab));
    title.textContent = say(isLine() ? "landscape.samples.title" : "landscape.curve.title");
    const alt = isLine()
      ? say("landscape.samples.alt", { kernel: x, bias: y, test })
      : say("landscape.curve.alt", { x, y });
    canvas.setAttribute("aria-label", alt);
    note.textContent = isLine() ? say("landscape.samples.note", { test }) : "";
    redraw();
  });
  return element("section", { className: "landscape-side" }, title, canvas, note);
}

