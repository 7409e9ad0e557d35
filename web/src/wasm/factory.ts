/**
 * Stands in for the backend's emscripten loader inside wasm.js: the same loader, with the binary in hand,
 * because a page opened from disk may not fetch one.
 */

import load, { type WasmFactoryConfig } from "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.js";
// @ts-expect-error esbuild turns the file into a Uint8Array
import wasmBinary from "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm";

/** Load the SIMD build from memory. */
export default function factory(config: WasmFactoryConfig): ReturnType<typeof load> {
  return load({ ...config, wasmBinary } as WasmFactoryConfig);
}
