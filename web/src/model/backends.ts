/** TensorFlow.js's backends on the page: cpu is part of engine.js, wasm comes with wasm.js. */

import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import type { BackendName } from "./engine";

let wasm: Promise<void> | null = null;

/**
 * Start the wasm backend, once. Rejects when the browser cannot.
 *
 * @param runScript runs wasm.js
 */
export function startWasm(runScript: () => Promise<void>): Promise<void> {
  wasm ??= (async () => {
    await runScript();
    await (globalThis as unknown as { kerasdigitsWasm: Promise<void> }).kerasdigitsWasm;
  })();
  return wasm;
}

/** Make a backend the current one; wasm has to be started before. */
export async function useBackend(name: BackendName): Promise<void> {
  if (!(await tf.setBackend(name))) throw new Error(`the ${name} backend does not start`);
}

/** The backend in use. */
export function currentBackend(): BackendName {
  return tf.getBackend() as BackendName;
}
