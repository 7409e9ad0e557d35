/** Batch normalization over the last axis: in training by the batch's own mean and variance, else by moving averages. */

import { countValues } from "../../model/shape";
import { type Floats, makeFloats, type Precision, Scratch } from "./floats";
import type { Operation } from "./operation";

/** What a layer of Keras says of its normalization. */
export interface NormalizationOptions {
  epsilon: number;
  momentum: number;
  scale: boolean;
  center: boolean;
}

export class Normalization implements Operation {
  readonly outputShape: number[];
  readonly weights: Floats[];
  readonly gradients: Floats[];
  readonly state: Floats[];
  private readonly gamma: Floats | null;
  private readonly beta: Floats | null;
  private readonly averages: Floats[];
  private readonly channels: number;
  private readonly outputs: Scratch;
  private readonly normalized: Scratch;
  private readonly slopes: Scratch;
  private readonly deviations: Floats;
  private byBatch = false;

  constructor(
    inputShape: readonly number[],
    private readonly options: NormalizationOptions,
    private readonly precision: Precision,
    private readonly frozen = false,
  ) {
    this.outputShape = [...inputShape];
    this.channels = inputShape[inputShape.length - 1];
    const make = (): Floats => makeFloats(this.channels, precision);
    this.gamma = options.scale ? make().fill(1) : null;
    this.beta = options.center ? make() : null;
    this.averages = [make(), make().fill(1)];
    const learned = [this.gamma, this.beta].flatMap((weight) => weight ?? []);
    this.weights = frozen ? [] : learned;
    this.gradients = this.weights.map(make);
    this.state = frozen ? [...learned, ...this.averages] : this.averages;
    this.deviations = make();
    this.outputs = new Scratch(precision);
    this.normalized = new Scratch(precision);
    this.slopes = new Scratch(precision);
  }

  forward(x: Floats, rows: number, training: boolean): Floats {
    const { beta, channels, gamma, options } = this;
    const size = rows * countValues(this.outputShape);
    this.byBatch = training && !this.frozen;
    const [mean, variance] = this.byBatch ? this.measure(x, size) : this.averages;
    for (let c = 0; c < channels; c++) this.deviations[c] = Math.sqrt(variance[c] + options.epsilon);
    const normalized = this.normalized.take(size);
    const y = this.outputs.take(size);
    for (let i = 0; i < size; i++) {
      const c = i % channels;
      normalized[i] = (x[i] - mean[c]) / this.deviations[c];
      y[i] = normalized[i] * (gamma ? gamma[c] : 1) + (beta ? beta[c] : 0);
    }
    return y;
  }

  /** The batch's mean and variance, which the moving averages follow. */
  private measure(x: Floats, size: number): Floats[] {
    const { channels } = this;
    const count = size / channels;
    const mean = makeFloats(channels, this.precision);
    const variance = makeFloats(channels, this.precision);
    for (let i = 0; i < size; i++) mean[i % channels] += x[i] / count;
    for (let i = 0; i < size; i++) variance[i % channels] += (x[i] - mean[i % channels]) ** 2 / count;
    const { momentum } = this.options;
    [mean, variance].forEach((now, k) => {
      const average = this.averages[k];
      for (let c = 0; c < channels; c++) average[c] = momentum * average[c] + (1 - momentum) * now[c];
    });
    return [mean, variance];
  }

  backward(dy: Floats, rows: number): Floats {
    const { channels, deviations, gamma } = this;
    const size = rows * countValues(this.outputShape);
    const normalized = this.normalized.take(size);
    const sums = makeFloats(channels, this.precision);
    const products = makeFloats(channels, this.precision);
    for (let i = 0; i < size; i++) {
      sums[i % channels] += dy[i];
      products[i % channels] += dy[i] * normalized[i];
    }
    if (!this.frozen) {
      const found = [gamma && products, this.beta && sums].flatMap((slopes) => slopes ?? []);
      found.forEach((slopes, k) => this.gradients[k].set(slopes));
    }
    const count = size / channels;
    const dx = this.slopes.take(size);
    for (let i = 0; i < size; i++) {
      const c = i % channels;
      const factor = (gamma ? gamma[c] : 1) / deviations[c];
      // The batch's mean and variance depend on every input, so a part of each slope falls back on all.
      const shared = this.byBatch ? (sums[c] + normalized[i] * products[c]) / count : 0;
      dx[i] = factor * (dy[i] - shared);
    }
    return dx;
  }
}
