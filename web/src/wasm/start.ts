/**
 * Start TensorFlow.js's WebAssembly backend with the binary in hand, for the page (main.ts) and for Node (node/).
 *
 * The module is started before the backend is registered, so that switching to it is instant and no
 * prediction falls between two backends.
 */

import "@tensorflow/tfjs-backend-wasm/dist/register_all_kernels";
import { BackendWasm, init } from "@tensorflow/tfjs-backend-wasm/dist/backend_wasm";
import { env, registerBackend } from "@tensorflow/tfjs-core";
import { makeSay } from "../messages/say";
import { BACKEND } from "../model/messages";

const say = makeSay(BACKEND);

/** Make "wasm" a backend that can be chosen. Rejects where WebAssembly has no SIMD. */
export async function startWasm(): Promise<void> {
  // Only the SIMD build travels with the page; threads would need headers that a file:// page cannot have.
  env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  if (!(await env().getAsync("WASM_HAS_SIMD_SUPPORT"))) throw new Error(say("backend.simd"));
  const { wasm } = await init();
  registerBackend("wasm", () => new BackendWasm(wasm));
}
