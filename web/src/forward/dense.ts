/** Dense: each output is the sum of all inputs times their weights, plus a bias. */

import { findActivation } from "./activations";
import { type BuildStep, NotHere } from "./layer";
import { makeRows } from "./tensor";

/** Build the step of a Dense layer; of an input with several axes it takes the last. */
export const buildDense: BuildStep = ({ config, inputShape, weight }) => {
  const kernel = weight("kernel");
  const depth = inputShape[inputShape.length - 1];
  const units = kernel.length / depth;
  if (!Number.isInteger(units)) throw new NotHere("a kernel of another size");
  const bias = config.use_bias === false ? new Float32Array(units) : weight("bias");
  const activate = findActivation(config.activation);
  // Most of a drawing is empty. But nothing times infinity is no number, and has to show.
  const skip = kernel.every(Number.isFinite) ? 0 : NaN;
  const shape = [...inputShape.slice(0, -1), units];
  return ({ data, count }) => {
    const output = makeRows(shape, count);
    const sums = new Float64Array(units);
    for (let from = 0, to = 0; to < output.data.length; from += depth, to += units) {
      sums.set(bias);
      for (let i = 0; i < depth; i++) {
        const value = data[from + i];
        if (value === skip) continue;
        for (let unit = 0, at = i * units; unit < units; unit++, at++) sums[unit] += value * kernel[at];
      }
      output.data.set(sums, to);
    }
    activate?.(output);
    return output;
  };
};
