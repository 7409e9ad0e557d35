/**
 * Stands in for the backend's emscripten loader inside check.cjs (build.mjs swaps it in): the same loader, with the
 * binary that wasm.js beside it holds for the page. It is most of either script, and so is stored once.
 */

import load, { type WasmFactoryConfig } from "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.js";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What esbuild makes of a module of WebAssembly: a text in base64, which begins as "\0asm" does. */
const BINARY = /"(AGFzb[\w+/]+=*)"/;

/** Load the SIMD build. Throws where wasm.js is not beside this script, or is another one. */
export default function factory(config: WasmFactoryConfig): ReturnType<typeof load> {
  const found = BINARY.exec(readFileSync(join(__dirname, "wasm.js"), "latin1"));
  if (!found) throw new Error("wasm.js holds no WebAssembly");
  return load({ ...config, wasmBinary: Buffer.from(found[1]!, "base64") } as WasmFactoryConfig);
}
