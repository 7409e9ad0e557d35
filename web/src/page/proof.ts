/** The proof on every engine that the browser has: does it give Keras's numbers, and how fast? */

import { BACKENDS, type BackendName, type Choice, type Engine, type Webgpu } from "../model/engine";
import { measureLatency } from "../model/latency";
import type { ModelBundle } from "../model/metadata";
import type { LoadedModel } from "../model/model";
import { loadWebgpu, startBackend } from "./late-scripts";
import { checkParity, isPassed } from "./session";
import type { ParityState } from "./state";

/** What one engine gave. */
export type Proof =
  | { status: "unavailable"; reason: string }
  /** `latency`: milliseconds for one prediction; null where the page cannot ask for one. */
  | { status: "done"; parity: ParityState; latency: number | null };

type Globals = { kerasdigitsModels?: Record<string, ModelBundle> };

const globals = globalThis as unknown as Globals;

/** Run a copy of the model on a backend; the page's own stays where it is. */
async function proveOn(engine: Engine, backend: BackendName, load: () => Promise<LoadedModel>): Promise<Proof> {
  try {
    await startBackend(engine, backend);
    await engine.useBackend(backend);
  } catch (error) {
    return { status: "unavailable", reason: (error as Error).message };
  }
  let copy: LoadedModel | null = null;
  try {
    copy = await load();
    const parity = await checkParity(copy);
    // An engine that cannot run the model has no speed.
    const latency = parity.status === "failed" ? null : await measureLatency(copy.network, copy.inputShape);
    return { status: "done", parity, latency };
  } catch (error) {
    return failed(error);
  } finally {
    copy?.network.dispose();
  }
}

function failed(error: unknown): Proof {
  return { status: "done", parity: { status: "failed", message: (error as Error).message }, latency: null };
}

async function proveOnWebgpu(model: LoadedModel): Promise<Proof> {
  let webgpu: Webgpu;
  try {
    webgpu = await loadWebgpu();
  } catch (error) {
    return { status: "unavailable", reason: (error as Error).message };
  }
  try {
    const bundle = globals.kerasdigitsModels![model.name];
    const { replay, latency } = await webgpu.prove(bundle, model.inputShape, Boolean(model.quantization));
    return { status: "done", parity: replay ? { status: "done", replay } : { status: "absent" }, latency };
  } catch (error) {
    return failed(error);
  }
}

/** Does this proof speak against using the engine? */
export function isRefuted(proof: Proof): boolean {
  return proof.status === "unavailable" || !isPassed(proof.parity);
}

/**
 * Try all engines, one after the other, and go back to the one in use.
 *
 * @param load loads the model once more
 */
export async function proveEverywhere(
  engine: Engine,
  model: LoadedModel,
  load: () => Promise<LoadedModel>,
  told: (name: Choice, proof: Proof) => void,
): Promise<void> {
  const before = engine.currentBackend();
  try {
    for (const backend of BACKENDS) told(backend, await proveOn(engine, backend, load));
  } finally {
    await engine.useBackend(before);
  }
  told("webgpu", await proveOnWebgpu(model));
}
