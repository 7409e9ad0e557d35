/** The two backends that the page has, in Node: cpu at once, wasm when it is first asked for. */

import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { collectGarbage } from "./garbage";

let wasm: Promise<void> | null = null;
const OFTEN = 64 << 20;

/** Collect garbage whenever so much has moved to WebAssembly: weights leave their first copy behind. */
function collectWhileMoving(): void {
  const backend = tf.findBackend("wasm") as tf.KernelBackend;
  const move = backend.move.bind(backend);
  let moved = 0;
  backend.move = (dataId, values, shape, dtype, refCount) => {
    move(dataId, values, shape, dtype, refCount);
    moved += tf.util.bytesPerElement(dtype) * tf.util.sizeFromShape(shape);
    if (moved < OFTEN) return;
    moved = 0;
    collectGarbage();
  };
}

/** Make a backend the current one. Throws when WebAssembly does not start. */
export async function useBackend(name: "cpu" | "wasm"): Promise<void> {
  if (name === "wasm") {
    wasm ??= import("../wasm/start").then(({ startWasm }) => startWasm()).then(collectWhileMoving);
    await wasm;
  }
  if (!(await tf.setBackend(name))) throw new Error(`the ${name} backend does not start`);
}
