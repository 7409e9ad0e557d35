/** What engine.js, TensorFlow.js for the page, offers: it is loaded when the first answer is given, or is waiting for it. */

import type { LoadGraph } from "./load-network";
import type { ModelJson, WeightSpec } from "./metadata";
import type { Network } from "./network";

export const BACKENDS = ["cpu", "wasm"] as const;

/** A backend of TensorFlow.js that the page can run on: cpu comes with engine.js, wasm with wasm.js. */
export type BackendName = (typeof BACKENDS)[number];

/** Is this one of ours? */
export function isBackendName(name: string | null): name is BackendName {
  return BACKENDS.includes(name as BackendName);
}

/** `globalThis.kerasdigitsEngine`. */
export interface Engine {
  /** Give a model to TensorFlow.js. */
  loadNetwork(json: ModelJson, weights: ArrayBuffer, specs: WeightSpec[], loadGraph: LoadGraph): Promise<Network>;
  /** Make a backend the current one; wasm has to be started before. */
  useBackend(name: BackendName): Promise<void>;
  /** The backend in use. */
  currentBackend(): BackendName;
  /** Start the wasm backend, once; `runScript` runs wasm.js. Rejects when the browser cannot. */
  startWasm(runScript: () => Promise<void>): Promise<void>;
}
