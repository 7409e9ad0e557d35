/** What the model answers for many inputs, as one value a class, a few rows at a time so that the page stays quick. */

import { classValues } from "../../model/answers";
import { formatNumber, formatPercent } from "../../model/format";
import type { LoadedModel } from "../../model/model";
import { predict } from "../../model/predict";

/** Rows that are asked at once; and the time, in milliseconds, after which the page gets its turn. */
const ROWS = 32;
const PATIENCE = 12;

/** Let the page draw and listen. */
export function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** A model that answers rows: the page's, or a damaged copy. */
export type AskRows = (rows: Float32Array, count: number) => Promise<Float32Array>;

/** The class values of many inputs. Rejects when `isWanted` says no meanwhile. */
export async function askMany(
  model: LoadedModel,
  inputs: readonly Float32Array[],
  isWanted: () => boolean,
  ask: AskRows = (rows, count) => predict(model, rows, count),
): Promise<number[][]> {
  const answers: number[][] = [];
  let since = performance.now();
  for (let start = 0; start < inputs.length; start += ROWS) {
    const chunk = inputs.slice(start, start + ROWS);
    const rows = new Float32Array(chunk.length * chunk[0].length);
    chunk.forEach((input, i) => rows.set(input, i * input.length));
    const outputs = await ask(rows, chunk.length);
    const width = outputs.length / chunk.length;
    chunk.forEach((_, i) => answers.push(classValues(outputs.slice(i * width, (i + 1) * width), model.classNames)));
    if (performance.now() - since > PATIENCE) {
      await pause();
      since = performance.now();
    }
    if (!isWanted()) throw new Superseded();
  }
  return answers;
}

/** Somebody draws on: this answer is no longer wanted. */
export class Superseded extends Error {}

/** A class's value as the page writes it. */
export function writeValue(model: LoadedModel, value: number): string {
  return model.scale === "scores" ? formatNumber(value) : formatPercent(value);
}

/** The numbers of empty ground and of full ink for this model. */
export function groundAndInk({ recipe }: LoadedModel): { ground: number; ink: number } {
  const [black, white] = recipe?.range ?? [0, 1];
  return recipe?.dark_on_white ? { ground: white, ink: black } : { ground: black, ink: white };
}
