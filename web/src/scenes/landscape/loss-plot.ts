/** The loss after each step, on a scale of powers where there is one; dotted, the lowest that is possible. */

import { element } from "../../page/views/element";
import { chooseTicks, clipTo, drawAxes, makeScales, writeLoss } from "./axes";
import { drawOn, type Sheet } from "./canvas";
import type { Lab } from "./lab";
import { say, show } from "./words";

const RATIO = 0.42;
const FEWEST_STEPS = 20;

type Scale = { of: (loss: number) => number; range: [number, number]; ticks: number[]; write: (value: number) => string };

/** Powers of ten, where all losses are above 0. */
function powers(least: number, most: number): Scale {
  const range: [number, number] = [Math.log10(least * 0.7), Math.log10(Math.max(most, least * 10) * 1.3)];
  const step = Math.max(1, Math.ceil((range[1] - range[0]) / 4));
  const between = range[1] - range[0] < 2 ? [1, 2, 5] : [1];
  const ticks = [];
  for (let power = Math.floor(range[0]); power <= range[1]; power += step) {
    ticks.push(...between.map((factor) => power + Math.log10(factor)).filter((tick) => tick >= range[0] && tick <= range[1]));
  }
  return { of: Math.log10, range, ticks, write: (tick) => writeLoss(10 ** tick) };
}

function chooseScale(losses: readonly number[], least: number): Scale {
  const most = Math.max(...losses.filter(Number.isFinite));
  if (least > 0) return powers(least, most);
  const range: [number, number] = [least - 1, Math.max(most, least + 4) + 1];
  return { of: (loss) => loss, range, ticks: chooseTicks(range, 4), write: String };
}

function draw(sheet: Sheet, lab: Lab): void {
  const { context, colour } = sheet;
  const losses = lab.walk.losses.slice(0, lab.shownSteps + 1);
  const least = lab.surface.loss(lab.surface.lowest);
  const scale = chooseScale(losses, least);
  const steps = [0, Math.max(FEWEST_STEPS, losses.length - 1)] as const;
  const scales = makeScales(sheet, steps, scale.range);
  clipTo(sheet, scales, () => {
    context.strokeStyle = colour("good");
    context.lineWidth = 2;
    context.setLineDash([3, 4]);
    context.beginPath();
    context.moveTo(scales.left, scales.y(scale.of(least)));
    context.lineTo(scales.right, scales.y(scale.of(least)));
    context.stroke();
    context.setLineDash([]);
    context.strokeStyle = colour("accent");
    context.beginPath();
    losses.forEach((loss, step) => context.lineTo(scales.x(step), scales.y(scale.of(loss))));
    context.stroke();
    const last = losses.length - 1;
    context.fillStyle = colour("accent");
    context.beginPath();
    context.arc(scales.x(last), scales.y(scale.of(losses[last])), 4, 0, 2 * Math.PI);
    context.fill();
  });
  const ticksX = chooseTicks(steps, 5);
  drawAxes(sheet, scales, { x: say("landscape.axis.step"), y: "", ticksX, ticksY: scale.ticks, write: scale.write });
}

/** Make the plot. */
export function makeLossPlot(lab: Lab): HTMLElement {
  const canvas = element("canvas", { className: "landscape-plot" });
  canvas.setAttribute("role", "img");
  const redraw = drawOn(canvas, RATIO, (sheet) => draw(sheet, lab));
  lab.watch(() => {
    const { losses } = lab.walk;
    canvas.setAttribute(
      "aria-label",
      say("landscape.loss.alt", {
        steps: lab.shownSteps,
        first: show(losses[0]),
        loss: show(losses[lab.shownSteps]),
        lowest: show(lab.surface.loss(lab.surface.lowest)),
      }),
    );
    redraw();
  });
  const title = element("h3", { textContent: say("landscape.loss.title") });
  const dotted = element("p", { className: "hint", textContent: say("landscape.loss.dotted") });
  return element("section", { className: "landscape-losses" }, title, canvas, dotted);
}
