/** What a layer of model.json is to those who build its step. */

import type { Step } from "./tensor";

/** A layer of the model, with the numbers that it learned. */
export interface Layer {
  config: Record<string, unknown>;
  /** The shape of one row of the (first) input; sizes are known. */
  inputShape: number[];
  /** A weight by the end of its name, such as "kernel". Throws a NotHere when there is none. */
  weight(name: string): Float32Array;
}

/** Makes the step of a layer, or throws a NotHere. */
export type BuildStep = (layer: Layer) => Step;

/** The model has something that this room does not compute; TensorFlow.js will. */
export class NotHere extends Error {}

/** A pair of sizes, such as strides; one number stands for both. */
export function readPair(value: unknown, otherwise: [number, number]): [number, number] {
  if (value === undefined || value === null) return otherwise;
  const [first, second] = Array.isArray(value) ? value : [value, value];
  if (!Number.isInteger(first) || !Number.isInteger(second)) throw new NotHere(`sizes ${String(value)}`);
  return [first as number, second as number];
}

/** Images have their channels last. */
export function requireImages({ config, inputShape }: Layer): [number, number, number] {
  if (inputShape.length !== 3) throw new NotHere(`an image of ${inputShape.length} axes`);
  if ((config.data_format ?? "channels_last") !== "channels_last") throw new NotHere("channels first");
  return inputShape as [number, number, number];
}
