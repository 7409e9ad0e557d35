/** The map: bands and lines of equal loss, the walk over it, and where to start another one. */

import { element } from "../../page/views/element";
import { chooseTicks, clipTo, drawAxes, makeScales, type Scales } from "./axes";
import { drawOn, measureZoom, type Sheet } from "./canvas";
import type { Lab } from "./lab";
import { paintGround } from "./ground";
import { clampTo, type Place } from "./math/place";
import { say, show } from "./words";

const RATIO = 0.84;
/** So far from its place stands a name. */
const BESIDE = 9;
/** One arrow key moves the cross by this part of the map, with Shift by five times as much. */
const REACH = 0.02;

/** A longer path is a line without dots. */
const MOST_DOTS = 150;
/** Of twenty walks at once only the beginnings are drawn, or they cover the map. */
const MOST_SCATTERED = 60;

const ARROWS: Record<string, Place> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };

function drawPath({ context, colour }: Sheet, scales: Scales, path: readonly Place[], strong: boolean): void {
  context.strokeStyle = colour(strong ? "ink" : "quiet");
  context.lineWidth = strong ? 2 : 1;
  context.globalAlpha = strong ? 1 : 0.6;
  context.beginPath();
  path.forEach(([x, y], i) => (i ? context.lineTo(scales.x(x), scales.y(y)) : context.moveTo(scales.x(x), scales.y(y))));
  context.stroke();
  context.globalAlpha = 1;
  if (!strong || path.length > MOST_DOTS) return;
  context.fillStyle = colour("ink");
  for (const [x, y] of path) drawDot(context, scales.x(x), scales.y(y), 2.5);
}

function drawDot(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

/** A filled circle with a rim that stands out on every band. */
function drawBall({ context, colour }: Sheet, scales: Scales, [x, y]: Place, radius: number): void {
  context.fillStyle = colour("accent");
  context.strokeStyle = colour("sheet");
  context.lineWidth = 2;
  drawDot(context, scales.x(x), scales.y(y), radius);
  context.stroke();
}

function drawCross({ context }: Sheet, x: number, y: number, size: number, colour: string): void {
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(x - size, y);
  context.lineTo(x + size, y);
  context.moveTo(x, y - size);
  context.lineTo(x, y + size);
  context.stroke();
}

/** A name beside a place; on its left where there is no room on its right. */
function drawName({ context, colour }: Sheet, { right }: Scales, text: string, x: number, y: number): void {
  const fits = x + BESIDE + context.measureText(text).width < right;
  const at = fits ? x + BESIDE : x - BESIDE;
  context.textAlign = fits ? "left" : "right";
  context.textBaseline = "middle";
  context.lineWidth = 4;
  context.strokeStyle = colour("sheet");
  context.strokeText(text, at, y);
  context.fillStyle = colour("ink");
  context.fillText(text, at, y);
}

function drawWalk(sheet: Sheet, scales: Scales, lab: Lab): void {
  const { lowest } = lab.surface;
  for (const walk of lab.scattered) drawPath(sheet, scales, walk.path.slice(0, MOST_SCATTERED), false);
  drawCross(sheet, scales.x(lowest[0]), scales.y(lowest[1]), 6, sheet.colour("good"));
  drawName(sheet, scales, say("landscape.lowest"), scales.x(lowest[0]), scales.y(lowest[1]) - 12);
  for (const walk of lab.scattered) drawBall(sheet, scales, walk.place, 4);
  const path = lab.walk.path.slice(0, lab.shownSteps + 1);
  drawPath(sheet, scales, path, true);
  if (path.length > 1) drawName(sheet, scales, say("landscape.start"), scales.x(path[0][0]), scales.y(path[0][1]));
  drawBall(sheet, scales, lab.shownPlace, 7);
}

function describe(lab: Lab): string {
  const [start, place, steps] = [lab.settings.start, lab.shownPlace, lab.shownSteps];
  return say(lab.settings.landscape === "valleys" ? "landscape.map.valleys" : "landscape.map.line", {
    startX: show(start[0]),
    startY: show(start[1]),
    steps,
    x: show(place[0]),
    y: show(place[1]),
    loss: show(lab.walk.losses[steps]),
    lowest: show(lab.surface.loss(lab.surface.lowest)),
  });
}

function round([x, y]: Place): Place {
  return [Number(x.toFixed(3)), Number(y.toFixed(3))];
}

/** Make the map; `start` is called with the place that somebody chose. */
export function makeMap(lab: Lab, start: (place: Place) => void): HTMLElement {
  const canvas = element("canvas", { className: "landscape-map", tabIndex: 0 });
  canvas.setAttribute("role", "application");
  const help = element("p", { className: "hint", id: "landscape-help", textContent: say("landscape.map.help") });
  canvas.setAttribute("aria-describedby", help.id);
  const spoken = element("p", { className: "visually-hidden" });
  spoken.setAttribute("role", "status");
  let scales: Scales | null = null;
  let cursor: Place | null = null;
  const ground = paintGround();
  const redraw = drawOn(canvas, RATIO, (sheet, look) => {
    const { box } = lab.surface;
    const made = makeScales(sheet, box.x, box.y);
    scales = made;
    ground(sheet, made, lab, look);
    clipTo(sheet, made, () => {
      drawWalk(sheet, made, lab);
      if (cursor) drawCross(sheet, made.x(cursor[0]), made.y(cursor[1]), 12, sheet.colour("accent"));
    });
    const line = lab.settings.landscape !== "valleys";
    drawAxes(sheet, made, {
      x: say(line ? "landscape.axis.kernel" : "landscape.axis.first"),
      y: say(line ? "landscape.axis.bias" : "landscape.axis.second"),
      ticksX: chooseTicks(box.x, 5),
      ticksY: chooseTicks(box.y, 5),
    });
  });
  canvas.addEventListener("click", (event) => {
    if (!scales) return;
    const frame = canvas.getBoundingClientRect();
    const { box } = lab.surface;
    const zoom = measureZoom();
    const shareX = ((event.clientX - frame.left) / zoom - scales.left) / (scales.right - scales.left);
    const shareY = (scales.bottom - (event.clientY - frame.top) / zoom) / (scales.bottom - scales.top);
    cursor = null;
    const place: Place = [box.x[0] + shareX * (box.x[1] - box.x[0]), box.y[0] + shareY * (box.y[1] - box.y[0])];
    start(round(clampTo(place, box)));
  });
  canvas.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    const { box } = lab.surface;
    if (arrow) {
      const [x, y] = cursor ?? clampTo(lab.shownPlace, box);
      const reach = REACH * (event.shiftKey ? 5 : 1);
      const moved: Place = [x + arrow[0] * reach * (box.x[1] - box.x[0]), y + arrow[1] * reach * (box.y[1] - box.y[0])];
      cursor = round(clampTo(moved, box));
      spoken.textContent = say("landscape.map.cursor", {
        x: show(cursor[0]),
        y: show(cursor[1]),
        loss: show(lab.surface.loss(cursor)),
      });
      redraw();
    } else if ((event.key === "Enter" || event.key === " ") && cursor) {
      start(cursor);
      cursor = null;
    } else return;
    event.preventDefault();
  });
  lab.watch(() => {
    canvas.setAttribute("aria-label", describe(lab));
    redraw();
  });
  return element("div", { className: "landscape-map-frame" }, canvas, help, spoken);
}
