/** What one chooses in the lab, and the text that puts it into the page's address. */

import { OPTIMIZERS, type OptimizerName } from "./optimizer";
import type { Place } from "./place";

export const LANDSCAPES = ["mae", "mse", "valleys"] as const;
export type LandscapeName = (typeof LANDSCAPES)[number];

export const BATCH_SIZES = [1, 2, 4, 5, 10, 20] as const;

/** Everything that decides where a walk goes. */
export interface Settings {
  landscape: LandscapeName;
  optimizer: OptimizerName;
  rate: number;
  batchSize: number;
  shuffle: boolean;
  start: Place;
}

export const LOWEST_RATE = 0.0001;
export const HIGHEST_RATE = 1;
/** A walk is not followed any further than this. */
export const MOST_STEPS = 2000;

/** The lesson's start, and what TensorFlow.js and Keras take for 'sgd'. */
export const FIRST: Settings = {
  landscape: "mae",
  optimizer: "sgd",
  rate: 0.01,
  batchSize: 20,
  shuffle: false,
  start: [0, 0.5],
};

/** Where a walk begins when a landscape is opened. */
export const STARTS: Record<LandscapeName, Place> = { mae: [0, 0.5], mse: [0, 0.5], valleys: [1.9, 0.4] };

/** The settings and the steps as one parameter, such as "mse_sgd_0.01_20_in-order_0_0.5_40". */
export function writeSettings(settings: Settings, steps: number): string {
  const { landscape, optimizer, rate, batchSize, shuffle, start } = settings;
  return [landscape, optimizer, rate, batchSize, shuffle ? "shuffled" : "in-order", ...start, steps].join("_");
}

/** Read such a parameter; null for one that is not whole. */
export function readSettings(text: string | null): { settings: Settings; steps: number } | null {
  const parts = (text ?? "").split("_");
  if (parts.length !== 8 || parts.some((part) => part === "")) return null;
  const landscape = LANDSCAPES.find((name) => name === parts[0]);
  const optimizer = OPTIMIZERS.find((name) => name === parts[1]);
  const batchSize = BATCH_SIZES.find((size) => String(size) === parts[3]);
  const order = ["in-order", "shuffled"].indexOf(parts[4]);
  const [rate, x, y, steps] = [parts[2], ...parts.slice(5)].map(Number);
  if (!landscape || !optimizer || !batchSize || order < 0) return null;
  if (![rate, x, y].every(Number.isFinite) || Math.abs(x) > 10 || Math.abs(y) > 10) return null;
  if (rate < LOWEST_RATE || rate > HIGHEST_RATE || !Number.isInteger(steps) || steps < 0 || steps > MOST_STEPS) return null;
  return { settings: { landscape, optimizer, rate, batchSize, shuffle: order === 1, start: [x, y] }, steps };
}

/** Rates on a slider from 0 to 1: as many of its steps from 0.001 to 0.01 as from 0.01 to 0.1. */
export function rateAt(share: number): number {
  const rate = LOWEST_RATE * (HIGHEST_RATE / LOWEST_RATE) ** share;
  return Number(rate.toPrecision(2));
}

/** Where a rate stands on that slider. */
export function shareOf(rate: number): number {
  return Math.log(rate / LOWEST_RATE) / Math.log(HIGHEST_RATE / LOWEST_RATE);
}
