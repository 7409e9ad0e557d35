/** A dense layer: each output is a weighted sum of all inputs, plus a bias. */

import { countValues, type Floats, makeFloats, type Precision, Scratch } from "./floats";
import type { Operation } from "./operation";

export class Dense implements Operation {
  readonly outputShape: number[];
  readonly weights: Floats[];
  readonly gradients: Floats[];
  readonly state: Floats[] = [];
  private readonly inputs: number;
  private readonly outputs: Scratch;
  private readonly slopes: Scratch;
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
    this.outputs = new Scratch(precision);
    this.slopes = new Scratch(precision);
  }

  forward(x: Floats, rows: number): Floats {
    const { inputs, units } = this;
    const [kernel, bias] = this.weights;
    const y = this.outputs.zeros(rows * units);
    for (let row = 0; row < rows; row++) {
      const to = row * units;
      if (bias) y.set(bias, to);
      for (let i = 0; i < inputs; i++) {
        const value = x[row * inputs + i];
        if (value === 0) continue; // most pixels of a digit are paper
        const from = i * units;
        for (let j = 0; j < units; j++) y[to + j] += value * kernel[from + j];
      }
    }
    this.x = x;
    return y;
  }

  backward(dy: Floats, rows: number): Floats {
    const { inputs, units, x } = this;
    const [kernelSlopes, biasSlopes] = this.gradients.map((gradient) => gradient.fill(0));
    for (let row = 0; row < rows; row++) {
      const from = row * units;
      if (biasSlopes) for (let j = 0; j < units; j++) biasSlopes[j] += dy[from + j];
      for (let i = 0; i < inputs; i++) {
        const value = x[row * inputs + i];
        if (value === 0) continue;
        const to = i * units;
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
