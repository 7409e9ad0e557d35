/** TensorFlow.js's backends on the page: cpu is part of engine.js, each of the others comes with a script. */

import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { makeSay } from "../messages/say";
import type { BackendName } from "./engine";
import { BACKEND } from "./messages";

const say = makeSay(BACKEND);

/** Where the script of a backend puts the promise that it is ready. */
type Globals = { kerasdigitsWasm?: Promise<void>; kerasdigitsWebgl?: Promise<void> };

const READY = { wasm: "kerasdigitsWasm", webgl: "kerasdigitsWebgl" } as const;

const started: Partial<Record<BackendName, Promise<void>>> = {};

/**
 * Start a backend that comes with a script, once. Rejects when the browser cannot.
 *
 * @param runScript runs that script
 */
export function startBackend(name: keyof typeof READY, runScript: () => Promise<void>): Promise<void> {
  started[name] ??= (async () => {
    await runScript();
    await (globalThis as unknown as Globals)[READY[name]];
  })();
  return started[name];
}

/** Make a backend the current one; all but cpu have to be started before. */
export async function useBackend(name: BackendName): Promise<void> {
  if (!(await tf.setBackend(name))) throw new Error(say("backend.fails", { backend: name }));
}

/** The backend in use. */
export function currentBackend(): BackendName {
  return tf.getBackend() as BackendName;
}
