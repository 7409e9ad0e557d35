/** What engine.js, TensorFlow.js for the page, offers: it is loaded when the first answer is given, or is waiting for it. */

import type { LoadGraph } from "./load-network";
import type { ModelBundle, ModelJson, WeightSpec } from "./metadata";
import type { Network } from "./network";
import type { Replay } from "./parity";

export const BACKENDS = ["cpu", "wasm", "webgl"] as const;

/** A backend of TensorFlow.js that the page can run on: cpu comes with engine.js, the others with scripts of their own. */
export type BackendName = (typeof BACKENDS)[number];

/** What a person may choose: these, and WebGPU, which has an engine of its own. */
export const CHOICES = [...BACKENDS, "webgpu"] as const;

export type Choice = (typeof CHOICES)[number];

/** Is this one of them? */
export function isChoice(name: string | null): name is Choice {
  return CHOICES.includes(name as Choice);
}

/** `globalThis.kerasdigitsEngine`. */
export interface Engine {
  /** Give a model to TensorFlow.js. */
  loadNetwork(json: ModelJson, weights: ArrayBuffer, specs: WeightSpec[], loadGraph: LoadGraph): Promise<Network>;
  /** Make a backend the current one; all but cpu have to be started before. */
  useBackend(name: BackendName): Promise<void>;
  /** The backend in use. */
  currentBackend(): BackendName;
  /** Start a backend, once; `runScript` runs its script. Rejects when the browser cannot. */
  startBackend(name: Exclude<BackendName, "cpu">, runScript: () => Promise<void>): Promise<void>;
}

/** What webgpu.js offers. */
export interface Webgpu {
  /** Prove the bundle of a model.js, given the shape of one row of its input. */
  prove(
    bundle: ModelBundle,
    shape: readonly number[],
    quantized: boolean,
  ): Promise<{ replay: Replay | null; latency: number | null }>;
  /** Load the bundle of a model.js, to be asked. */
  open(bundle: ModelBundle): Promise<Network>;
}
