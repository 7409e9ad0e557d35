/** A copy of the model that is damaged on purpose: dropped parts, noise, fewer bits. */

import * as tf from "@tensorflow/tfjs-core";
import type { LoadedModel } from "../../model/model";
import { runSteps } from "./forward";
import { addNoise, roundToBits } from "./math/damage";
import { readSteps, type Step } from "./steps";
import { say } from "./words";

/** Weights as Keras stores them. */
export const FULL_BITS = 32;
/** The damage that one can choose. */
export const NOISES: readonly number[] = [0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2];
export const BITS: readonly number[] = [FULL_BITS, 8, 7, 6, 5, 4, 3, 2, 1];
const SEED = 7;

/** A dropped part: one channel of a step, or all of it (null). */
export interface Dropped {
  step: number;
  channel: number | null;
}

/** All that is broken. */
export interface Damage {
  /** The noise's size as a part of each weight's spread. */
  noise: number;
  bits: number;
  dropped: Dropped[];
}

interface Copy {
  of: LoadedModel;
  model: LoadedModel;
  steps: Step[];
  /** Every layer's weights as they were. */
  weights: Map<Step, { values: Float32Array; shape: number[] }[]>;
}

async function makeCopy(of: LoadedModel, load: () => Promise<LoadedModel>): Promise<Copy> {
  const model = await load();
  const layersModel = model.network.layersModel;
  if (!layersModel) throw new Error(say("inside.no-layers"));
  const steps = readSteps(layersModel, model.inputShape);
  const read = (step: Step): { values: Float32Array; shape: number[] }[] =>
    step.layer.getWeights().map((weight) => ({ values: Float32Array.from(weight.dataSync()), shape: weight.shape }));
  return { of, model, steps, weights: new Map(steps.map((step) => [step, read(step)])) };
}

/** What is broken, and the copy that it is broken on. */
export class Breakage implements Damage {
  noise = 0;
  bits = FULL_BITS;
  dropped: Dropped[] = [];
  private copy: Copy | null = null;
  /** The damage that the copy's weights have. */
  private done = "";
  private followers: (() => void)[] = [];

  /**
   * @param load loads the open model once more
   * @param changed called whenever something is broken or mended
   */
  constructor(
    private readonly load: () => Promise<LoadedModel>,
    private readonly changed: (breakage: Breakage) => void,
  ) {}

  /** Call the listener whenever something is broken or mended, until another model is open. */
  follow(listener: () => void): void {
    this.followers.push(listener);
  }

  /** Is nothing broken? */
  get isWhole(): boolean {
    return this.noise === 0 && this.bits === FULL_BITS && this.dropped.length === 0;
  }

  /** Break or mend. */
  change(change: Partial<Damage>): void {
    Object.assign(this, change);
    this.changed(this);
    for (const listener of this.followers) listener();
  }

  /** Drop a channel of a step, or all of it; what is dropped already stays so. */
  drop(step: number, channel: number | null): void {
    const others = this.dropped.filter((part) => part.step !== step || part.channel !== channel);
    this.change({ dropped: [...others, { step, channel }] });
  }

  putBack(part: Dropped): void {
    this.change({ dropped: this.dropped.filter((other) => other !== part) });
  }

  reset(): void {
    this.change({ noise: 0, bits: FULL_BITS, dropped: [] });
  }

  /** Forget the copy: another model is open. */
  close(): void {
    this.copy?.model.network.dispose();
    this.copy = null;
    this.done = "";
    this.followers = [];
    this.reset();
  }

  private damageWeights({ weights }: Copy): void {
    const wanted = `${this.noise} ${this.bits}`;
    if (wanted === this.done) return;
    let seed = SEED;
    for (const [step, stored] of weights) {
      if (stored.length === 0) continue;
      tf.tidy(() => {
        const damaged = stored.map(({ values, shape }) => {
          seed++;
          // Biases are few: what takes the room, and what is rounded in practice, are the kernels.
          if (shape.length < 2) return tf.tensor(values, shape);
          return tf.tensor(roundToBits(addNoise(values, this.noise, seed), this.bits), shape);
        });
        step.layer.setWeights(damaged);
      });
    }
    this.done = wanted;
  }

  private makeMasks({ steps }: Copy): Map<number, Float32Array> {
    const masks = new Map<number, Float32Array>();
    for (const { step, channel } of this.dropped) {
      const mask = masks.get(step) ?? new Float32Array(steps[step].layout.channels).fill(1);
      if (channel === null) mask.fill(0);
      else mask[channel] = 0;
      masks.set(step, mask);
    }
    return masks;
  }

  /** What the damaged copy of a model answers: rows of input numbers to rows of outputs, flat. */
  async ask(of: LoadedModel, rows: Float32Array, count: number): Promise<Float32Array> {
    if (this.copy?.of !== of) {
      const copy = await makeCopy(of, this.load);
      this.copy?.model.network.dispose();
      this.copy = copy;
      this.done = "";
    }
    const { copy } = this;
    this.damageWeights(copy);
    const { inputShape, network } = copy.model;
    const output = tf.tidy(() => {
      const input = tf.tensor(rows, [count, ...inputShape], network.inputs[0].dtype);
      return runSteps(copy.steps, input, this.makeMasks(copy)).at(-1)!;
    });
    try {
      return Float32Array.from(await output.data());
    } finally {
      output.dispose();
    }
  }
}
