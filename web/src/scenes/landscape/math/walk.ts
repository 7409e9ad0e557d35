/** A walk downhill: the same four steps again and again. The same settings always give the same walk. */

import { Optimizer } from "./optimizer";
import type { Place } from "./place";
import { makeRandom, shuffle } from "./random";
import type { Settings } from "./settings";
import type { Measured, Surface } from "./surface";

/** A loss above this is not followed any further: the walk has left for good. */
const LOST = 1e6;
const ORDER_SEED = 1;

/** One training step, with its numbers. */
export interface Trace extends Measured {
  /** The rows of the samples that it saw. */
  batch: number[];
  before: Place;
  change: Place;
  after: Place;
}

/** A walk from its start. */
export class Walk {
  readonly path: Place[];
  /** The loss over all samples, at each place of the path. */
  readonly losses: number[];
  last: Trace | null = null;
  private readonly optimizer: Optimizer;
  private readonly random = makeRandom(ORDER_SEED);
  private order: number[] = [];

  constructor(
    readonly surface: Surface,
    private readonly settings: Settings,
  ) {
    this.path = [settings.start];
    this.losses = [surface.loss(settings.start)];
    this.optimizer = new Optimizer(settings.optimizer, settings.rate);
  }

  get place(): Place {
    return this.path[this.path.length - 1];
  }

  get steps(): number {
    return this.path.length - 1;
  }

  /** Has it left the landscape, further and further out? */
  get diverged(): boolean {
    return !(this.losses[this.losses.length - 1] < LOST);
  }

  /** Steps until every sample was seen once. */
  get stepsAnEpoch(): number {
    return Math.ceil(this.surface.samples / this.settings.batchSize);
  }

  /** Take one step; nothing happens where the walk is lost. */
  step(): void {
    if (this.diverged) return;
    const batch = this.nextBatch();
    const before = this.place;
    const measured = this.surface.measure(before, batch);
    const change = this.optimizer.step(measured.gradient);
    const after: Place = [before[0] + change[0], before[1] + change[1]];
    this.last = { ...measured, batch, before, change, after };
    this.path.push(after);
    this.losses.push(this.surface.loss(after));
  }

  /** Take steps until there are so many. */
  goTo(steps: number): void {
    while (this.steps < steps && !this.diverged) this.step();
  }

  private nextBatch(): number[] {
    if (this.order.length === 0) {
      const { samples } = this.surface;
      this.order = this.settings.shuffle ? shuffle(samples, this.random) : Array.from({ length: samples }, (_, i) => i);
    }
    return this.order.splice(0, this.settings.batchSize);
  }
}
