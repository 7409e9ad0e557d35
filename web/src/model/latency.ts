/** How long one prediction takes. */

import { median } from "./format";
import type { Network } from "./network";
import { countValues } from "./shape";

// Browsers and Node have it; the language itself has not.
declare const performance: { now(): number };

/** Predictions before the clock starts: the first ones compile. */
const WARM = 3;
const TIMED = 15;

/**
 * The median time of one prediction, in milliseconds; null for a model of several inputs.
 *
 * @param shape of one row of the input
 */
export async function measureLatency(network: Network, shape: readonly number[]): Promise<number | null> {
  if (network.inputs.length !== 1) return null;
  const size = countValues(shape);
  const input = { data: new Float32Array(size), shape: [1, ...shape], dtype: network.inputs[0].dtype };
  const times: number[] = [];
  for (let i = 0; i < WARM + TIMED; i++) {
    const started = performance.now();
    await network.predict([input]);
    if (i >= WARM) times.push(performance.now() - started);
  }
  return median(times);
}
