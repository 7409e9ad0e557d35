/** Axes around a drawing: a frame, a few round numbers, and what they mean. */

import { writeDecimal } from "../../messages/say";
import type { Sheet } from "./canvas";
import { show } from "./words";

/** From values to pixels within the frame. */
export interface Scales {
  left: number;
  top: number;
  right: number;
  bottom: number;
  x(value: number): number;
  y(value: number): number;
}

type Range = readonly [number, number];

const LEFT = 52;
const BOTTOM = 40;
const TOP = 10;
const RIGHT = 12;

/** The frame of a sheet for values in these ranges. */
export function makeScales({ width, height }: Sheet, x: Range, y: Range): Scales {
  const [left, top, right, bottom] = [LEFT, TOP, width - RIGHT, height - BOTTOM];
  return {
    left,
    top,
    right,
    bottom,
    x: (value) => left + ((value - x[0]) / (x[1] - x[0])) * (right - left),
    y: (value) => bottom - ((value - y[0]) / (y[1] - y[0])) * (bottom - top),
  };
}

/** Round numbers within a range, about `count` of them. */
export function chooseTicks([low, high]: Range, count: number): number[] {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough)!;
  const first = Math.ceil(low / step);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number(((first + i) * step).toPrecision(6)));
}

/** What stands along the axes. */
export interface Labels {
  x: string;
  y: string;
  ticksX: number[];
  ticksY: number[];
  /** How a number on the y axis is written. */
  write?: (value: number) => string;
}

/** Draw the frame, the ticks and the names of the axes. */
export function drawAxes(sheet: Sheet, scales: Scales, labels: Labels): void {
  const { context, colour, height } = sheet;
  const { left, right, top, bottom } = scales;
  const write = labels.write ?? ((value: number) => writeDecimal(String(value)));
  context.strokeStyle = colour("edge");
  context.lineWidth = 1;
  context.strokeRect(left, top, right - left, bottom - top);
  context.fillStyle = colour("quiet");
  context.textBaseline = "top";
  context.textAlign = "center";
  for (const value of labels.ticksX) context.fillText(writeDecimal(String(value)), scales.x(value), bottom + 5);
  context.fillText(labels.x, (left + right) / 2, height - 15, right - left);
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const value of labels.ticksY) context.fillText(write(value), left - 5, scales.y(value));
  context.save();
  context.translate(8, (top + bottom) / 2);
  context.rotate(-Math.PI / 2);
  context.textAlign = "center";
  context.fillText(labels.y, 0, 0, bottom - top);
  context.restore();
}

/** Draw only within the frame. */
export function clipTo({ context }: Sheet, { left, top, right, bottom }: Scales, draw: () => void): void {
  context.save();
  context.beginPath();
  context.rect(left, top, right - left, bottom - top);
  context.clip();
  draw();
  context.restore();
}

/** A number on an axis of losses. */
export function writeLoss(value: number): string {
  return show(value, 1);
}
