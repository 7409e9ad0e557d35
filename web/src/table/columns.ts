/** Between what a field shows and the number that the model takes. */

import type { Column } from "../model/metadata";

/** A slider has about so many steps from its least to its largest value. */
const STEPS = 100;

/** A number as people write it, from the one that the model takes. */
export function toShown({ mean = 0, deviation = 1 }: Column, value: number): number {
  return value * deviation + mean;
}

/** The number that the model takes. */
export function toModel({ mean = 0, deviation = 1 }: Column, shown: number): number {
  return (shown - mean) / deviation;
}

/** The ends and the steps of a slider: round ones, with both ends of the training within. */
export function chooseRange({ low = -3, high = 3 }: Column): { low: number; high: number; step: number } {
  if (!(high > low)) return { low, high: low + 1, step: 1 };
  const step = Number(`1e${Math.round(Math.log10((high - low) / STEPS))}`);
  const round = (value: number): number => Number((value * step).toPrecision(10));
  return { low: round(Math.floor(low / step + 1e-9)), high: round(Math.ceil(high / step - 1e-9)), step };
}

/** The category of an id, as a place in the list; ids outside it count as the nearest. */
export function toCategory({ categories = [] }: Column, value: number): number {
  return Math.min(categories.length - 1, Math.max(0, Math.round(value)));
}
