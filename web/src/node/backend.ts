/** The two backends that the page has, in Node: cpu at once, wasm when it is first asked for. */

import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";

let wasm: Promise<void> | null = null;

/** Make a backend the current one. Throws when WebAssembly does not start. */
export async function useBackend(name: "cpu" | "wasm"): Promise<void> {
  if (name === "wasm") {
    wasm ??= import("../wasm/start").then(({ startWasm }) => startWasm());
    await wasm;
  }
  if (!(await tf.setBackend(name))) throw new Error(`the ${name} backend does not start`);
}
