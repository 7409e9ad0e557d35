/** Ask a model about many samples, a few at a time, so that the page stays responsive. */

import { classValues } from "../../model/answers";
import type { LoadedModel } from "../../model/model";
import { predict } from "../../model/predict";
import { type Reading, readAnswers } from "./math/mistakes";

/** So many rows at once: a fraction of a frame for small models, a few frames for convolutions on cpu. */
const ROWS = 25;

/** What a model answers to labelled samples. */
export async function askAll(model: LoadedModel, inputs: Float32Array, labels: readonly number[]): Promise<Reading[]> {
  const width = labels.length ? inputs.length / labels.length : 0;
  const values: number[][] = [];
  for (let start = 0; start < labels.length; start += ROWS) {
    const rows = Math.min(ROWS, labels.length - start);
    const output = await predict(model, inputs.slice(start * width, (start + rows) * width), rows);
    const units = output.length / rows;
    for (let row = 0; row < rows; row++) {
      values.push(classValues(output.slice(row * units, (row + 1) * units), model.classNames));
    }
    await new Promise((resolve) => setTimeout(resolve));
  }
  return readAnswers(values, labels);
}
