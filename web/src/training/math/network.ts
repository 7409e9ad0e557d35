/** A chain of layers that learns: forwards, the loss, and backwards to the slope of every weight. */

import { Convolution } from "./convolution";
import { Dense } from "./dense";
import { Activation, type ActivationName, Dropout, Rescaling, Reshape } from "./elementwise";
import { countValues } from "../../model/shape";
import { type Floats, type Precision } from "./floats";
import { type LossName, measureLoss } from "./loss";
import { Normalization, type NormalizationOptions } from "./normalization";
import type { Operation } from "./operation";
import { Pooling } from "./pooling";
import { Random } from "./random";
import type { Window } from "./window";

/** One layer, as plain data that travels to a worker. */
export type LayerSpec =
  | { kind: "dense"; units: number; useBias: boolean }
  | { kind: "convolution"; filters: number; window: Window; useBias: boolean }
  | { kind: "pooling"; of: "max" | "mean"; window: Window }
  /** `frozen`: it keeps what it has learned, and goes by its moving averages in training, too. */
  | { kind: "normalization"; options: NormalizationOptions; frozen?: true }
  | { kind: "activation"; name: ActivationName }
  | { kind: "reshape"; shape: number[] }
  | { kind: "rescaling"; scale: number; offset: number }
  | { kind: "dropout"; rate: number };

/** A network as plain data. The softmax or sigmoid at its end belongs to the loss. */
export interface NetworkSpec {
  inputShape: number[];
  layers: LayerSpec[];
  loss: LossName;
}

function makeOperation(
  spec: LayerSpec,
  shape: number[],
  precision: Precision,
  first: boolean,
  random: Random,
): Operation {
  switch (spec.kind) {
    case "dense":
      return new Dense(shape, spec.units, spec.useBias, precision, first);
    case "convolution":
      return new Convolution(shape, spec.filters, spec.window, spec.useBias, precision, first);
    case "pooling":
      return new Pooling(shape, spec.of, spec.window, precision);
    case "normalization":
      return new Normalization(shape, spec.options, precision, spec.frozen);
    case "activation":
      return new Activation(shape, spec.name, precision);
    case "reshape":
      return new Reshape(spec.shape);
    case "rescaling":
      return new Rescaling(shape, spec.scale, spec.offset);
    case "dropout":
      return new Dropout(shape, spec.rate, random);
  }
}

/** How many outputs look at one weight's layer, and how many inputs: for the first weights. */
function countFans(spec: LayerSpec, kernel: number): number {
  if (spec.kind === "dense") return kernel / spec.units + spec.units;
  if (spec.kind !== "convolution") return 0;
  const area = spec.window.size[0] * spec.window.size[1];
  return kernel / spec.filters + area * spec.filters;
}

const LEARNING = new Set<LayerSpec["kind"]>(["dense", "convolution", "normalization"]);

export class Network {
  readonly operations: Operation[] = [];
  /** What each layer gave in the last forward pass, the input first. */
  readonly values: Floats[] = [];
  /** The slope of the loss along each of these, of the last backward pass. */
  readonly slopes: Floats[] = [];
  /** The first layer that learns: backward passes end there. */
  private readonly lowest: number;

  constructor(
    readonly spec: NetworkSpec,
    precision: Precision = "float32",
    seed = 0,
  ) {
    const random = new Random(seed);
    let shape = spec.inputShape;
    this.lowest = spec.layers.findIndex(({ kind }) => LEARNING.has(kind));
    spec.layers.forEach((layer, i) => {
      const operation = makeOperation(layer, shape, precision, i === this.lowest, random);
      this.operations.push(operation);
      shape = operation.outputShape;
    });
    this.start(seed);
  }

  /** The numbers of one answer. */
  get units(): number {
    return countValues(this.operations[this.operations.length - 1].outputShape);
  }

  /** What the network learns, layer by layer. */
  get weights(): Floats[] {
    return this.operations.flatMap(({ weights }) => weights);
  }

  /** The slope of the loss along each weight, of the last backward pass. */
  get gradients(): Floats[] {
    return this.operations.flatMap(({ gradients }) => gradients);
  }

  /** Everything that makes the network what it is: weights, then moving averages, layer by layer. */
  get variables(): Floats[] {
    return this.operations.flatMap(({ weights, state }) => [...weights, ...state]);
  }

  /** Take over variables, in the order of `variables`. */
  setVariables(values: readonly ArrayLike<number>[]): void {
    const own = this.variables;
    if (own.length !== values.length || own.some(({ length }, i) => length !== values[i].length)) {
      throw new Error("these weights are another network's");
    }
    own.forEach((variable, i) => variable.set(values[i]));
  }

  /** First weights: Glorot's uniform ones, as Keras draws them; zeros for biases, ones for scales. */
  start(seed: number): void {
    const random = new Random(seed + 1);
    this.spec.layers.forEach((layer, i) => {
      const { weights, state } = this.operations[i];
      if (layer.kind === "normalization") {
        const [scales, averages] = [[...weights, ...state].slice(0, -2), state.slice(-2)];
        scales.forEach((scale, k) => scale.fill(layer.options.scale && k === 0 ? 1 : 0));
        averages.forEach((average, k) => average.fill(k));
      } else if (weights.length) {
        const limit = Math.sqrt(6 / countFans(layer, weights[0].length));
        for (let k = 0; k < weights[0].length; k++) weights[0][k] = limit * (2 * random.next() - 1);
        weights[1]?.fill(0);
      }
    });
  }

  /** Rows in; rows of raw outputs out, which the next call overwrites. */
  forward(x: Floats, rows: number, training = false): Floats {
    this.values[0] = x;
    this.operations.forEach((operation, i) => {
      this.values[i + 1] = operation.forward(this.values[i], rows, training);
    });
    return this.values[this.operations.length];
  }

  /** The mean loss of some rows against their targets. */
  loss(x: Floats, targets: Floats, rows: number, training = false): number {
    return measureLoss(this.spec.loss, this.forward(x, rows, training), targets, rows).loss;
  }

  /** The mean loss, and by the way the gradients of all weights. */
  learn(x: Floats, targets: Floats, rows: number, training = true): number {
    const outputs = this.forward(x, rows, training);
    const { loss, slopes } = measureLoss(this.spec.loss, outputs, targets, rows);
    this.slopes[this.operations.length] = slopes;
    for (let i = this.operations.length - 1; i >= this.lowest; i--) {
      this.slopes[i] = this.operations[i].backward(this.slopes[i + 1], rows);
    }
    return loss;
  }
}
