/** Pooling: the largest number or the mean of each window, or of the whole image. */

import { placeWindows } from "../model/windows";
import { type BuildStep, readPair, requireImages } from "./layer";
import { makeRows } from "./tensor";

/** Takes what a window holds of one channel, and gives one number. */
interface Pool {
  start: number;
  add(sum: number, value: number): number;
  finish(sum: number, count: number): number;
}

const LARGEST: Pool = { start: -Infinity, add: (sum, value) => (value > sum ? value : sum), finish: (sum) => sum };
const MEAN: Pool = { start: 0, add: (sum, value) => sum + value, finish: (sum, count) => sum / count };

/** Cells beyond the edge do not count, in the mean neither. */
const buildPooling =
  ({ start, add, finish }: Pool): BuildStep =>
  (layer) => {
    const { config } = layer;
    const [height, width, depth] = requireImages(layer);
    const [rows, columns] = readPair(config.pool_size, [2, 2]);
    const [down, right] = readPair(config.strides, [rows, columns]);
    const y = placeWindows(height, rows, down, config.padding);
    const x = placeWindows(width, columns, right, config.padding);
    return ({ data, count }) => {
      const output = makeRows([y.count, x.count, depth], count);
      for (let to = 0; to < output.data.length; to++) {
        const channel = to % depth;
        const cell = (to - channel) / depth;
        const j = cell % x.count;
        const i = ((cell - j) / x.count) % y.count;
        const image = (cell - j - i * x.count) / (x.count * y.count);
        const top = i * down - y.before;
        const left = j * right - x.before;
        let sum = start;
        let found = 0;
        for (let line = Math.max(0, top); line < Math.min(height, top + rows); line++) {
          for (let place = Math.max(0, left); place < Math.min(width, left + columns); place++, found++) {
            sum = add(sum, data[((image * height + line) * width + place) * depth + channel]);
          }
        }
        output.data[to] = finish(sum, found);
      }
      return output;
    };
  };

const buildGlobal =
  ({ start, add, finish }: Pool): BuildStep =>
  (layer) => {
    const [height, width, depth] = requireImages(layer);
    return ({ data, count }) => {
      const output = makeRows(layer.config.keepdims ? [1, 1, depth] : [depth], count);
      for (let to = 0; to < output.data.length; to++) {
        const channel = to % depth;
        const image = ((to - channel) / depth) * height * width * depth;
        let sum = start;
        for (let at = channel; at < height * width * depth; at += depth) sum = add(sum, data[image + at]);
        output.data[to] = finish(sum, height * width);
      }
      return output;
    };
  };

export const buildMaxPooling = buildPooling(LARGEST);
export const buildAveragePooling = buildPooling(MEAN);
export const buildGlobalMaxPooling = buildGlobal(LARGEST);
export const buildGlobalAveragePooling = buildGlobal(MEAN);
