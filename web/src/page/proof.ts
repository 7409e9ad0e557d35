/** The proof on every engine that the browser has: does it give Keras's numbers, and how fast? */

import { BACKENDS, type BackendName, type Engine } from "../model/engine";
import { median } from "../model/format";
import type { LoadedModel } from "../model/model";
import { predict } from "../model/predict";
import { startBackend } from "./late-scripts";
import { checkParity } from "./session";
import type { ParityState } from "./state";

/** What one engine gave. */
export type Proof =
  | { status: "unavailable"; reason: string }
  /** `latency`: milliseconds for one prediction; null where the page cannot ask for one. */
  | { status: "done"; parity: ParityState; latency: number | null };

/** Predictions before the clock starts: the first ones compile. */
const WARM = 3;
const TIMED = 15;

async function measure(model: LoadedModel): Promise<number | null> {
  if (model.network.inputs.length !== 1) return null;
  const input = new Float32Array(model.inputShape.reduce((product, size) => product * size, 1));
  const times: number[] = [];
  for (let i = 0; i < WARM + TIMED; i++) {
    const started = performance.now();
    await predict(model, input, 1);
    if (i >= WARM) times.push(performance.now() - started);
  }
  return median(times);
}

async function proveOn(engine: Engine, model: LoadedModel, backend: BackendName): Promise<Proof> {
  try {
    await startBackend(engine, backend);
    await engine.useBackend(backend);
  } catch (error) {
    return { status: "unavailable", reason: (error as Error).message };
  }
  const parity = await checkParity(model);
  // Without parity samples there still is a speed; an engine that cannot run the model has none.
  const latency = parity.status === "failed" ? null : await measure(model).catch(() => null);
  return { status: "done", parity, latency };
}

/** Does this proof speak against using the engine? */
export function isRefuted(proof: Proof): boolean {
  if (proof.status === "unavailable") return true;
  return proof.parity.status === "failed" || (proof.parity.status === "done" && !proof.parity.replay.passed);
}

/** Try all engines, one after the other, and go back to the one in use. */
export async function proveEverywhere(
  engine: Engine,
  model: LoadedModel,
  told: (backend: BackendName, proof: Proof) => void,
): Promise<void> {
  const before = engine.currentBackend();
  try {
    for (const backend of BACKENDS) told(backend, await proveOn(engine, model, backend));
  } finally {
    await engine.useBackend(before);
  }
}
