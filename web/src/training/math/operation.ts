/** What the layers of a network have in common here: forwards, and backwards with the slopes of the loss. */

import type { Floats } from "./floats";

/** A layer at work. It remembers its last forward pass, which `backward` needs. */
export interface Operation {
  /** The shape of one row that it gives. */
  outputShape: number[];
  /** What it learns, and the slope of the loss along each number of it. */
  weights: Floats[];
  gradients: Floats[];
  /** What it keeps without learning: moving averages. */
  state: Floats[];
  /** Rows in, rows out. In training a layer may compute something else: batch statistics, dropout. */
  forward(x: Floats, rows: number, training: boolean): Floats;
  /** From the slopes along its outputs to those along its inputs; writes the gradients of its weights on the way. */
  backward(dy: Floats, rows: number): Floats;
}
