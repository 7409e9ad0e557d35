/** Layers that change each number by itself, or not at all: activations, dropout, flattening. */

import { countValues } from "../../model/shape";
import { type Floats, type Precision, Scratch } from "./floats";
import type { Operation } from "./operation";
import type { Random } from "./random";

/** The activations that are known here, each with its slope as a function of what it gives. */
export const ACTIVATIONS = {
  linear: { value: (z: number) => z, slope: () => 1 },
  relu: { value: (z: number) => (z > 0 ? z : 0), slope: (a: number) => (a > 0 ? 1 : 0) },
  sigmoid: { value: (z: number) => 1 / (1 + Math.exp(-z)), slope: (a: number) => a * (1 - a) },
  tanh: { value: Math.tanh, slope: (a: number) => 1 - a * a },
} as const;

export type ActivationName = keyof typeof ACTIVATIONS;

abstract class WithoutWeights implements Operation {
  readonly weights: Floats[] = [];
  readonly gradients: Floats[] = [];
  readonly state: Floats[] = [];

  constructor(readonly outputShape: number[]) {}

  abstract forward(x: Floats, rows: number, training: boolean): Floats;
  abstract backward(dy: Floats, rows: number): Floats;
}

/** An activation function on every number. */
export class Activation extends WithoutWeights {
  private readonly outputs: Scratch;
  private readonly slopes: Scratch;
  private y: Floats = new Float32Array();

  constructor(
    inputShape: readonly number[],
    readonly name: ActivationName,
    precision: Precision,
  ) {
    super([...inputShape]);
    this.outputs = new Scratch(precision);
    this.slopes = new Scratch(precision);
  }

  forward(x: Floats, rows: number): Floats {
    const { value } = ACTIVATIONS[this.name];
    const size = rows * countValues(this.outputShape);
    const y = this.outputs.take(size);
    for (let i = 0; i < size; i++) y[i] = value(x[i]);
    this.y = y;
    return y;
  }

  backward(dy: Floats, rows: number): Floats {
    const { slope } = ACTIVATIONS[this.name];
    const size = rows * countValues(this.outputShape);
    const dx = this.slopes.take(size);
    for (let i = 0; i < size; i++) dx[i] = dy[i] * slope(this.y[i]);
    return dx;
  }
}

/** The same numbers in another shape. */
export class Reshape extends WithoutWeights {
  forward = (x: Floats): Floats => x;
  backward = (dy: Floats): Floats => dy;
}

/** Numbers times a factor, plus an offset. */
export class Rescaling extends WithoutWeights {
  constructor(
    inputShape: readonly number[],
    private readonly scale: number,
    private readonly offset: number,
  ) {
    super([...inputShape]);
  }

  forward = (x: Floats): Floats => x.map((value) => value * this.scale + this.offset);
  backward = (dy: Floats): Floats => dy.map((value) => value * this.scale);
}

/** In training some numbers, chosen at random, become 0, and the others grow so that the sum stays. */
export class Dropout extends WithoutWeights {
  private kept: Floats | null = null;

  constructor(
    inputShape: readonly number[],
    private readonly rate: number,
    private readonly random: Random,
  ) {
    super([...inputShape]);
  }

  forward(x: Floats, _rows: number, training: boolean): Floats {
    this.kept = training ? x.map(() => (this.random.next() < this.rate ? 0 : 1 / (1 - this.rate))) : null;
    const { kept } = this;
    return kept ? x.map((value, i) => value * kept[i]) : x;
  }

  backward(dy: Floats): Floats {
    const { kept } = this;
    return kept ? dy.map((value, i) => value * kept[i]) : dy;
  }
}
