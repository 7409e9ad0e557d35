/** Pooling: of each window of a channel only the largest number goes on, or the mean. */

import { countValues } from "../../model/shape";
import { type Floats, type Precision, Scratch } from "./floats";
import type { Operation } from "./operation";
import { type Window, Windows } from "./window";

export class Pooling implements Operation {
  readonly outputShape: number[];
  readonly weights: Floats[] = [];
  readonly gradients: Floats[] = [];
  readonly state: Floats[] = [];
  private readonly inputs: number;
  private readonly channels: number;
  private readonly places: Int32Array;
  /** How many pixels each cell's window really holds: less at the edges. */
  private readonly held: Int32Array;
  private readonly outputs: Scratch;
  private readonly slopes: Scratch;
  private winners = new Int32Array();

  constructor(
    inputShape: readonly number[],
    private readonly kind: "max" | "mean",
    window: Window,
    precision: Precision,
  ) {
    const [height, width, channels] = inputShape;
    const windows = new Windows(height, width, window);
    this.inputs = countValues(inputShape);
    this.channels = channels;
    this.places = windows.list();
    this.held = new Int32Array(windows.height * windows.width);
    for (let p = 0; p < this.places.length; p += 3) this.held[this.places[p]]++;
    this.outputShape = [windows.height, windows.width, channels];
    this.outputs = new Scratch(precision);
    this.slopes = new Scratch(precision);
  }

  forward(x: Floats, rows: number): Floats {
    const { channels, held, inputs, kind, places } = this;
    const size = countValues(this.outputShape);
    const y = this.outputs.take(rows * size).fill(kind === "max" ? -Infinity : 0);
    if (this.winners.length !== y.length) this.winners = new Int32Array(y.length);
    for (let row = 0; row < rows; row++) {
      for (let p = 0; p < places.length; p += 3) {
        const to = row * size + places[p] * channels;
        const from = row * inputs + places[p + 1] * channels;
        for (let c = 0; c < channels; c++) {
          if (kind === "mean") y[to + c] += x[from + c] / held[places[p]];
          else if (x[from + c] > y[to + c]) {
            y[to + c] = x[from + c];
            this.winners[to + c] = from + c;
          }
        }
      }
    }
    return y;
  }

  backward(dy: Floats, rows: number): Floats {
    const { channels, held, inputs, places } = this;
    const dx = this.slopes.zeros(rows * inputs);
    if (this.kind === "max") {
      for (let i = 0; i < dy.length; i++) dx[this.winners[i]] += dy[i];
      return dx;
    }
    const size = countValues(this.outputShape);
    for (let row = 0; row < rows; row++) {
      for (let p = 0; p < places.length; p += 3) {
        const from = row * size + places[p] * channels;
        const to = row * inputs + places[p + 1] * channels;
        for (let c = 0; c < channels; c++) dx[to + c] += dy[from + c] / held[places[p]];
      }
    }
    return dx;
  }
}
