/** Activations by Keras's names. */

import { NotHere } from "./layer";
import { type Rows, type Step } from "./tensor";

const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;

/** Number by number. */
const FUNCTIONS: Record<string, (x: number) => number> = {
  relu: (x) => (x < 0 ? 0 : x),
  relu6: (x) => (x < 0 ? 0 : x > 6 ? 6 : x),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh,
  elu: (x) => (x > 0 ? x : Math.expm1(x)),
  selu: (x) => SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x)),
  softsign: (x) => x / (1 + Math.abs(x)),
  swish: (x) => x / (1 + Math.exp(-x)),
};

/** Along the last axis, in place; the largest is taken off first, so that nothing overflows. */
function softmax({ data, shape }: Rows): void {
  const width = shape[shape.length - 1];
  for (let start = 0; start < data.length; start += width) {
    let largest = -Infinity;
    for (let i = start; i < start + width; i++) if (data[i] > largest) largest = data[i];
    let total = 0;
    for (let i = start; i < start + width; i++) total += data[i] = Math.exp(data[i] - largest);
    for (let i = start; i < start + width; i++) data[i] /= total;
  }
}

/** A function that changes rows in place; null for none. Throws a NotHere for a name that is not known. */
export function findActivation(name: unknown): ((rows: Rows) => void) | null {
  if (name === "linear" || name === undefined || name === null) return null;
  if (name === "softmax") return softmax;
  const apply = typeof name === "string" && Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : null;
  if (!apply) throw new NotHere(`the activation ${String(name)}`);
  return ({ data }) => {
    for (let i = 0; i < data.length; i++) data[i] = apply(data[i]);
  };
}

/** The step of a layer that is an activation. */
export function activationStep(change: ((rows: Rows) => void) | null): Step {
  return (input) => {
    if (!change) return input;
    const output = { ...input, data: input.data.slice() };
    change(output);
    return output;
  };
}
