/** Conv2D: a small kernel slides over the image, and each place gives one number a filter. */

import { placeWindows } from "../model/windows";
import { findActivation } from "./activations";
import { type BuildStep, NotHere, readPair, requireImages } from "./layer";
import { makeRows } from "./tensor";

/** Build the step of a Conv2D layer without groups. */
export const buildConvolution: BuildStep = (layer) => {
  const { config, weight } = layer;
  const [height, width, depth] = requireImages(layer);
  const [rows, columns] = readPair(config.kernel_size, [1, 1]);
  const [down, right] = readPair(config.strides, [1, 1]);
  const [far, wide] = readPair(config.dilation_rate, [1, 1]);
  const kernel = weight("kernel");
  const filters = kernel.length / (rows * columns * depth);
  if (!Number.isInteger(filters) || filters !== config.filters) throw new NotHere("a kernel of another size");
  const bias = config.use_bias === false ? new Float32Array(filters) : weight("bias");
  const activate = findActivation(config.activation);
  const y = placeWindows(height, (rows - 1) * far + 1, down, config.padding);
  const x = placeWindows(width, (columns - 1) * wide + 1, right, config.padding);
  return ({ data, count }) => {
    const output = makeRows([y.count, x.count, filters], count);
    const sums = new Float64Array(filters);
    let to = 0;
    for (let image = 0; image < count * height * width * depth; image += height * width * depth) {
      for (let top = -y.before, i = 0; i < y.count; i++, top += down) {
        for (let left = -x.before, j = 0; j < x.count; j++, left += right) {
          sums.set(bias);
          for (let row = 0; row < rows; row++) {
            const line = top + row * far;
            if (line < 0 || line >= height) continue;
            for (let column = 0; column < columns; column++) {
              const place = left + column * wide;
              if (place < 0 || place >= width) continue;
              const from = image + (line * width + place) * depth;
              let at = (row * columns + column) * depth * filters;
              for (let channel = 0; channel < depth; channel++) {
                const value = data[from + channel];
                for (let filter = 0; filter < filters; filter++) sums[filter] += value * kernel[at++];
              }
            }
          }
          output.data.set(sums, to);
          to += filters;
        }
      }
    }
    activate?.(output);
    return output;
  };
};
