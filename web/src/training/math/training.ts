/** Training as a sequence of small pieces of work: whoever runs it decides how many at a time, and when to stop. */

import { countValues } from "../../model/shape";
import { Network, type NetworkSpec } from "./network";
import { Optimizer, type OptimizerName } from "./optimizer";
import { Random } from "./random";
import { fillBatch, movePictures, type Samples } from "./samples";

/** What to train, on what, and how: plain data, which travels to a worker. */
export interface Task {
  network: NetworkSpec;
  /** Where to begin, in the order of `Network.variables`; null begins at random. */
  variables: Float32Array[] | null;
  samples: Samples;
  optimizer: OptimizerName;
  rate: number;
  /** `cosine`: the rate falls to 0 along half a cosine until the last step. */
  schedule: "constant" | "cosine";
  batchSize: number;
  epochs: number;
  seed: number;
  shuffle: boolean;
  /** Move half of the pictures of each batch by a pixel. */
  move?: boolean;
}

/** Why a training ended by itself. `notFinite`: a number became NaN or infinite; `growing`: the loss only grew. */
export type Ending = "done" | "notFinite" | "growing";

/** Where a training is. */
export interface Progress {
  step: number;
  /** Epochs so far, with a fraction. */
  epoch: number;
  /** The mean loss of the batches since the last report, and how much that was at the very start. */
  loss: number;
  /** The share of held-out samples that are answered rightly (or for a regression the mean error); null: not measured. */
  heldOut: number | null;
  ending: Ending | null;
}

/** After so many steps the loss is expected to be below this many times the first one. */
const PATIENT_STEPS = 20;
const GROWN = 4;
const MEASURED_AT_ONCE = 64;
/** Of many held-out samples only so many are asked while it trains, after each epoch and after so many steps. */
export const MEASURED_MEANWHILE = 512;
const MEASURED_EVERY = 50;
/** The loss shown moves by this share of the new batch's. */
const SMOOTHING = 0.1;

export class Training {
  readonly network: Network;
  step = 0;
  loss = NaN;
  heldOut: number | null = null;
  ending: Ending | null = null;
  private firstLoss = NaN;
  /** The batch at hand; each one takes the place of the last. */
  private readonly x: Float32Array;
  private readonly y: Float32Array;

  constructor(private readonly task: Task) {
    this.network = new Network(task.network, "float32", task.seed);
    const rows = Math.max(MEASURED_AT_ONCE, Math.min(task.batchSize, task.samples.train));
    this.x = new Float32Array(rows * countValues(task.samples.shape));
    this.y = new Float32Array(rows);
    if (task.variables) this.network.setVariables(task.variables);
  }

  get progress(): Progress {
    const { samples, batchSize } = this.task;
    const epoch = this.step / Math.ceil(samples.train / batchSize);
    return { step: this.step, epoch, loss: this.loss, heldOut: this.heldOut, ending: this.ending };
  }

  /** The work, one batch at a time; ends with `ending` set. */
  *run(): Generator<void, void> {
    const { samples, batchSize, epochs, optimizer, rate, seed, shuffle } = this.task;
    const random = new Random(seed);
    const order = Int32Array.from({ length: samples.train }, (_, i) => i);
    const descent = new Optimizer(optimizer, rate, this.network.weights);
    const some = Math.min(samples.test, MEASURED_MEANWHILE);
    yield* this.measure(some);
    for (let epoch = 0; epoch < epochs; epoch++) {
      if (shuffle) random.shuffle(order);
      for (let first = 0; first < order.length; first += batchSize) {
        this.take(order.subarray(first, first + batchSize), descent, random);
        yield;
        if (this.ending) return;
        if (this.step % MEASURED_EVERY === 0) yield* this.measure(some);
      }
      yield* this.measure(some);
    }
    if (some < samples.test) yield* this.measure(samples.test);
    this.ending = "done";
  }

  private take(rows: Int32Array, descent: Optimizer, random: Random): void {
    const { move, samples } = this.task;
    const x = this.x.subarray(0, rows.length * countValues(samples.shape));
    const y = this.y.subarray(0, rows.length);
    fillBatch(samples, rows, x, y);
    if (move) movePictures(x, samples.shape, random);
    const loss = this.network.learn(x, y, rows.length);
    this.step++;
    if (this.step === 1) this.firstLoss = this.loss = loss;
    this.loss += (loss - this.loss) * SMOOTHING;
    if (!Number.isFinite(loss)) {
      this.loss = loss;
      this.ending = "notFinite";
    } else if (this.step > PATIENT_STEPS && this.loss > GROWN * this.firstLoss + 1) this.ending = "growing";
    else descent.step(this.network.gradients, this.shareOfRate());
  }

  private shareOfRate(): number {
    const { batchSize, epochs, samples, schedule } = this.task;
    const steps = epochs * Math.ceil(samples.train / batchSize);
    return schedule === "cosine" ? (1 + Math.cos((Math.PI * (this.step - 1)) / steps)) / 2 : 1;
  }

  /** How well so many held-out samples, evenly chosen, are answered: a few of them at a time. */
  private *measure(count: number): Generator<void, void> {
    if (count === 0) return;
    const { samples, network } = this.task;
    let total = 0;
    for (let first = 0; first < count; first += MEASURED_AT_ONCE) {
      const length = Math.min(MEASURED_AT_ONCE, count - first);
      const rows = Int32Array.from({ length }, (_, i) => samples.train + Math.floor(((first + i) * samples.test) / count));
      const x = this.x.subarray(0, length * countValues(samples.shape));
      const y = this.y.subarray(0, length);
      fillBatch(samples, rows, x, y);
      const outputs = this.network.forward(x, length);
      const { units } = this.network;
      for (let row = 0; row < length; row++) {
        const answer = outputs.subarray(row * units, (row + 1) * units);
        if (network.loss === "cross-entropy") total += answer.indexOf(Math.max(...answer)) === y[row] ? 1 : 0;
        else if (network.loss === "binary-cross-entropy") total += answer[0] > 0 === y[row] > 0.5 ? 1 : 0;
        else total += Math.abs(answer[0] - y[row]);
      }
      yield;
    }
    this.heldOut = total / count;
  }
}
