/** The two backends: cpu is part of page.js, wasm comes with wasm.js. */

import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { loadScript } from "../page/scripts";
import { shareCore } from "./shared-core";

export const BACKENDS = ["cpu", "wasm"] as const;

/** A backend that the page can run on. */
export type BackendName = (typeof BACKENDS)[number];

/** Is this one of ours? */
export function isBackendName(name: string | null): name is BackendName {
  return BACKENDS.includes(name as BackendName);
}

let wasm: Promise<void> | null = null;

/** Load and start the wasm backend, once. Rejects when the browser cannot. */
export function loadWasm(script = "dist/wasm.js"): Promise<void> {
  wasm ??= (async () => {
    shareCore();
    await loadScript(script);
    await (globalThis as unknown as { kerasdigitsWasm: Promise<void> }).kerasdigitsWasm;
  })();
  return wasm;
}

/** Make a backend the current one; loads it when it is not there yet. */
export async function useBackend(name: BackendName): Promise<void> {
  if (name === "wasm") await loadWasm();
  if (!(await tf.setBackend(name))) throw new Error(`the ${name} backend does not start`);
}

/** The backend in use. */
export function currentBackend(): BackendName {
  return tf.getBackend() as BackendName;
}
