/**
 * wasm.js: TensorFlow.js's WebAssembly backend, loaded in the background once the page can already answer.
 */

import { startWasm } from "./start";

(globalThis as unknown as { kerasdigitsWasm: Promise<void> }).kerasdigitsWasm = startWasm();
