/** A dense layer: each output is a weighted sum of all inputs, plus a bias. */

import { countValues } from "../../model/shape";
import { type Floats, makeFloats, type Precision, Scratch } from "./floats";
import type { Operation } from "./operation";

export class Dense implements Operation {
  readonly outputShape: number[];
  readonly weights: Floats[];
  readonly gradients: Floats[];
  readonly state: Floats[] = [];
  private readonly inputs: number;
  private readonly outputs: Scratch;
  private readonly slopes: Scratch;
  private readonly present: Int32Array;
  private rows = new Int32Array();
  private x: Floats = new Float32Array();

  /** @param first nobody asks for the slopes along the inputs of the first layer */
  constructor(
    inputShape: readonly number[],
    private readonly units: number,
    useBias: boolean,
    precision: Precision,
    private readonly first: boolean,
  ) {
    this.inputs = countValues(inputShape);
    this.outputShape = [units];
    const sizes = useBias ? [this.inputs * units, units] : [this.inputs * units];
    this.weights = sizes.map((size) => makeFloats(size, precision));
    this.gradients = sizes.map((size) => makeFloats(size, precision));
    this.present = new Int32Array(this.inputs);
    this.outputs = new Scratch(precision);
    this.slopes = new Scratch(precision);
  }

  forward(x: Floats, rows: number): Floats {
    const { inputs, present, units } = this;
    const [kernel, bias] = this.weights;
    const y = this.outputs.zeros(rows * units);
    for (let row = 0; row < rows; row++) {
      const to = row * units;
      if (bias) y.set(bias, to);
      const count = this.findPresent(x, row);
      let k = 0;
      for (; k + 3 < count; k += 4) {
        const [a, b, c, d] = [present[k], present[k + 1], present[k + 2], present[k + 3]];
        const at = row * inputs;
        const [xa, xb, xc, xd] = [x[at + a], x[at + b], x[at + c], x[at + d]];
        const [ka, kb, kc, kd] = [a * units, b * units, c * units, d * units];
        // Four inputs at a time: each sum is read and written a quarter as often.
        for (let j = 0; j < units; j++) {
          y[to + j] += xa * kernel[ka + j] + xb * kernel[kb + j] + xc * kernel[kc + j] + xd * kernel[kd + j];
        }
      }
      for (; k < count; k++) {
        const value = x[row * inputs + present[k]];
        const from = present[k] * units;
        for (let j = 0; j < units; j++) y[to + j] += value * kernel[from + j];
      }
    }
    this.x = x;
    return y;
  }

  /** List the inputs of a row that are not 0, which of a digit's pixels are few; tells how many there are. */
  private findPresent(x: Floats, row: number): number {
    const { inputs, present } = this;
    let count = 0;
    for (let i = 0; i < inputs; i++) if (x[row * inputs + i] !== 0) present[count++] = i;
    return count;
  }

  backward(dy: Floats, rows: number): Floats {
    const { inputs, units, x } = this;
    const [kernelSlopes, biasSlopes] = this.gradients;
    for (const gradient of this.gradients) gradient.fill(0);
    if (biasSlopes) for (let i = 0; i < rows * units; i++) biasSlopes[i % units] += dy[i];
    if (this.rows.length < rows) this.rows = new Int32Array(rows);
    const present = this.rows;
    for (let i = 0; i < inputs; i++) {
      let count = 0;
      for (let row = 0; row < rows; row++) if (x[row * inputs + i] !== 0) present[count++] = row;
      const to = i * units;
      let k = 0;
      for (; k + 3 < count; k += 4) {
        const [a, b, c, d] = [present[k], present[k + 1], present[k + 2], present[k + 3]];
        const [xa, xb, xc, xd] = [x[a * inputs + i], x[b * inputs + i], x[c * inputs + i], x[d * inputs + i]];
        const [ya, yb, yc, yd] = [a * units, b * units, c * units, d * units];
        for (let j = 0; j < units; j++) {
          kernelSlopes[to + j] += xa * dy[ya + j] + xb * dy[yb + j] + xc * dy[yc + j] + xd * dy[yd + j];
        }
      }
      for (; k < count; k++) {
        const value = x[present[k] * inputs + i];
        const from = present[k] * units;
        for (let j = 0; j < units; j++) kernelSlopes[to + j] += value * dy[from + j];
      }
    }
    return this.first ? dy : this.backwardToInputs(dy, rows);
  }

  private backwardToInputs(dy: Floats, rows: number): Floats {
    const { inputs, units } = this;
    const [kernel] = this.weights;
    const dx = this.slopes.take(rows * inputs);
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < inputs; i++) {
        let sum = 0;
        for (let j = 0; j < units; j++) sum += kernel[i * units + j] * dy[row * units + j];
        dx[row * inputs + i] = sum;
      }
    }
    return dx;
  }
}
