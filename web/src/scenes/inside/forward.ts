/** Run a model step by step, and keep what every step gives. */

import * as tf from "@tensorflow/tfjs-core";
import type { Step } from "./steps";

/** Parts of steps that are dropped: for a step's place in the list, 0 or 1 for each of its channels. */
export type Masks = ReadonlyMap<number, Float32Array>;

/**
 * Run rows through the steps. To be called within `tf.tidy`.
 *
 * @param input a batch of rows
 * @returns for each step a batch of its first output; the first is the input itself
 */
export function runSteps(steps: readonly Step[], input: tf.Tensor, masks: Masks = new Map()): tf.Tensor[] {
  const given: tf.Tensor[][] = [];
  steps.forEach((step, i) => {
    const inputs = step.origins.map((origin) => given[origin.step][origin.output]);
    const outputs = inputs.length ? step.layer.apply(inputs.length === 1 ? inputs[0] : inputs) : input;
    const list = (Array.isArray(outputs) ? outputs : [outputs]) as tf.Tensor[];
    const mask = masks.get(i);
    given.push(mask ? [tf.mul(list[0], tf.tensor1d(mask)), ...list.slice(1)] : list);
  });
  return given.map(([first]) => first);
}

/** What every step gives for one row, as flat numbers. */
export async function readActivations(
  steps: readonly Step[],
  row: Float32Array,
  shape: readonly number[],
  dtype: tf.DataType,
): Promise<Float32Array[]> {
  const tensors = tf.tidy(() => runSteps(steps, tf.tensor(row, [1, ...shape], dtype)));
  try {
    return await Promise.all(tensors.map(async (tensor) => Float32Array.from(await tensor.data())));
  } finally {
    for (const tensor of new Set(tensors)) tensor.dispose();
  }
}
