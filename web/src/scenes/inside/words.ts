/** The scene's texts that are chosen by what a step is. */

import { makeSay, writeDecimal } from "../../messages/say";
import { formatExponent, formatPercent } from "../../model/format";
import type { LoadedModel } from "../../model/model";
import { type Cell, placeIn } from "./math/layout";
import { isKey, MESSAGES } from "./messages";
import type { Step } from "./steps";

export const say = makeSay(MESSAGES);

/** A number of a layer, as short as it can be read. */
export function writeNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return "0";
  const size = Math.abs(value);
  const power = size < 0.001 || size >= 100_000;
  return power ? formatExponent(value) : writeDecimal(value.toFixed(size < 10 ? 3 : 1));
}

/** What this kind of layer does, in a line. */
export function describeStep({ kind, config, passive }: Step): string {
  if (passive) return say("inside.kind.passive");
  const { activation } = config;
  const key = `inside.kind.${kind === "Activation" && typeof activation === "string" ? activation : kind}`;
  if (isKey(key)) return say(key);
  if (kind === "Activation") return say("inside.kind.Activation");
  return say(isKey(`inside.kind.${kind}`) ? (`inside.kind.${kind}` as "inside.kind.other") : "inside.kind.other");
}

/** The number of the step, and Keras's name of the layer's class with its activation. */
export function titleOf(step: Step): string {
  if (step.kind === "InputLayer") return say("inside.input");
  const { activation } = step.config;
  const name = typeof activation === "string" && activation !== "linear" ? `${step.kind} ${activation}` : step.kind;
  return `${step.place}. ${name}`;
}

/** The shape, as sizes with crosses between. */
export function writeShape(shape: readonly number[]): string {
  return shape.join(" × ");
}

/** Does this step give one number for each class? */
export function givesClasses(step: Step, model: LoadedModel): boolean {
  return step.shape.length === 1 && model.classNames.length > 1 && step.shape[0] === model.classNames.length && step.shape[0] <= 20;
}

/** A number of a step; probabilities of the answer as the page writes them. */
export function writeValueOf(step: Step, model: LoadedModel, value: number): string {
  const isProbability = model.scale !== "scores" && givesClasses(step, model) && value >= 0 && makesProbabilities(step);
  return isProbability ? formatPercent(value) : writeNumber(value);
}

/** Does this step make probabilities? */
function makesProbabilities({ kind, config }: Step): boolean {
  return kind === "Softmax" || config.activation === "softmax" || config.activation === "sigmoid";
}

/** Where a number stands, and what it is. */
export function describeCell(step: Step, model: LoadedModel, cell: Cell, value: number): string {
  const layer = titleOf(step);
  const { display } = step;
  const shown = placeIn(display, step.layout, cell);
  const [channel, row, column] = [shown.channel + 1, shown.row + 1, shown.column + 1];
  const text = writeValueOf(step, model, value);
  if (display.rows * display.columns > 1) {
    return say(display.channels > 1 ? "inside.cell-map" : "inside.cell-place", { layer, channel, row, column, value: text });
  }
  if (givesClasses(step, model) && step.kind !== "InputLayer") {
    return say("inside.cell-class", { layer, name: model.classNames[cell.channel], value: text });
  }
  return say("inside.cell-unit", { layer, channel, value: text });
}
