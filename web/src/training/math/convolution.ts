/** A convolution of pictures (height, width, channels): the same small weighted sum at every place. */

import { countValues } from "../../model/shape";
import { type Floats, makeFloats, type Precision, Scratch } from "./floats";
import type { Operation } from "./operation";
import { type Window, Windows } from "./window";

export class Convolution implements Operation {
  readonly outputShape: number[];
  readonly weights: Floats[];
  readonly gradients: Floats[];
  readonly state: Floats[] = [];
  private readonly places: Int32Array;
  private readonly inputs: number;
  private readonly channels: number;
  private readonly outputs: Scratch;
  private readonly slopes: Scratch;
  private x: Floats = new Float32Array();

  constructor(
    inputShape: readonly number[],
    private readonly filters: number,
    window: Window,
    useBias: boolean,
    precision: Precision,
    private readonly first: boolean,
  ) {
    const [height, width, channels] = inputShape;
    const windows = new Windows(height, width, window);
    this.places = windows.list();
    this.inputs = countValues(inputShape);
    this.channels = channels;
    this.outputShape = [windows.height, windows.width, filters];
    const kernel = window.size[0] * window.size[1] * channels * filters;
    const sizes = useBias ? [kernel, filters] : [kernel];
    this.weights = sizes.map((size) => makeFloats(size, precision));
    this.gradients = sizes.map((size) => makeFloats(size, precision));
    this.outputs = new Scratch(precision);
    this.slopes = new Scratch(precision);
  }

  forward(x: Floats, rows: number): Floats {
    const { channels, filters, inputs, places } = this;
    const size = countValues(this.outputShape);
    const [kernel, bias] = this.weights;
    const y = this.outputs.zeros(rows * size);
    for (let row = 0; row < rows; row++) {
      if (bias) for (let cell = row * size; cell < (row + 1) * size; cell += filters) y.set(bias, cell);
      for (let p = 0; p < places.length; p += 3) {
        const to = row * size + places[p] * filters;
        const pixel = row * inputs + places[p + 1] * channels;
        for (let c = 0; c < channels; c++) {
          const value = x[pixel + c];
          if (value === 0) continue;
          const from = (places[p + 2] * channels + c) * filters;
          for (let f = 0; f < filters; f++) y[to + f] += value * kernel[from + f];
        }
      }
    }
    this.x = x;
    return y;
  }

  backward(dy: Floats, rows: number): Floats {
    const { channels, filters, first, inputs, places, x } = this;
    const size = countValues(this.outputShape);
    const [kernel] = this.weights;
    const [kernelSlopes, biasSlopes] = this.gradients.map((gradient) => gradient.fill(0));
    const dx = first ? dy : this.slopes.zeros(rows * inputs);
    for (let row = 0; row < rows; row++) {
      if (biasSlopes) for (let i = 0; i < size; i++) biasSlopes[i % filters] += dy[row * size + i];
      for (let p = 0; p < places.length; p += 3) {
        const from = row * size + places[p] * filters;
        const pixel = row * inputs + places[p + 1] * channels;
        for (let c = 0; c < channels; c++) {
          const at = (places[p + 2] * channels + c) * filters;
          const value = x[pixel + c];
          if (value !== 0) for (let f = 0; f < filters; f++) kernelSlopes[at + f] += value * dy[from + f];
          if (first) continue;
          let sum = 0;
          for (let f = 0; f < filters; f++) sum += kernel[at + f] * dy[from + f];
          dx[pixel + c] += sum;
        }
      }
    }
    return dx;
  }
}
