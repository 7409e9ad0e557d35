/** Ask a loaded model. Apart from model.ts, so that a scene can ask without a second copy of what loads models. */

import { decodeTensor } from "./base64";
import type { TensorRecord } from "./metadata";
import type { LoadedModel } from "./model";
import { countValues } from "./shape";

/** Records that were decoded: samples are shown one by one, and read again and again. */
const decoded = new WeakMap<TensorRecord, Float32Array>();

/** One of the stored samples as model input. */
export function sampleInput({ metadata }: LoadedModel, row: number): Float32Array {
  const record = metadata.parity!.inputs[0];
  const all = decoded.get(record) ?? Float32Array.from(decodeTensor(record));
  decoded.set(record, all);
  const size = all.length / record.shape[0];
  return all.slice(row * size, (row + 1) * size);
}

/**
 * Ask the model, on the backend in use.
 *
 * @param input n rows of input numbers, flat, row-major
 * @returns n rows of the first output, flat
 */
export async function predict(model: LoadedModel, input: Float32Array, n: number): Promise<Float32Array> {
  const { inputShape, network } = model;
  const size = countValues(inputShape);
  if (input.length !== n * size) {
    throw new Error(`expected ${n} x ${size} input numbers, received ${input.length}`);
  }
  const { dtype } = network.inputs[0];
  // TensorFlow.js would cut 254.9999 to 254.
  const numbers = dtype === "int32" ? input.map(Math.round) : input;
  const [output] = await network.predict([{ data: numbers, shape: [n, ...inputShape], dtype }]);
  return output as Float32Array;
}
