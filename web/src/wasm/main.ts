/**
 * wasm.js: TensorFlow.js's WebAssembly backend, loaded in the background once the page can already answer.
 *
 * The module is started before the backend is registered, so that switching to it is instant and no
 * prediction falls between two backends.
 */

import "@tensorflow/tfjs-backend-wasm/dist/register_all_kernels";
import { BackendWasm, init } from "@tensorflow/tfjs-backend-wasm/dist/backend_wasm";
import { env, registerBackend } from "./core";

async function start(): Promise<void> {
  // Only the SIMD build travels with the page; threads would need headers that a file:// page cannot have.
  env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  if (!(await env().getAsync("WASM_HAS_SIMD_SUPPORT"))) {
    throw new Error("this browser's WebAssembly has no SIMD");
  }
  const { wasm } = await init();
  registerBackend("wasm", () => new BackendWasm(wasm));
}

(globalThis as unknown as { kerasdigitsWasm: Promise<void> }).kerasdigitsWasm = start();
