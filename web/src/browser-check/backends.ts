/** Start one of TensorFlow.js's backends in a browser; WebAssembly and WebGPU are files of their own. */

import "@tensorflow/tfjs-backend-webgl";
import * as tf from "@tensorflow/tfjs-core";
import { startBackend as startScript } from "../model/backends";
import { shareCore } from "../model/shared-core";
import { loadScript } from "../page/scripts";

async function prepareWasm(): Promise<void> {
  // wasm.js shares check.js's core, as on the page it shares engine.js's.
  shareCore();
  await startScript("wasm", () => loadScript("wasm.js"));
}

async function prepareWebgl(): Promise<void> {
  // Small tensors would be computed on the cpu, and a small model never be tried on the GPU.
  tf.env().set("WEBGL_CPU_FORWARD", false);
  if (tf.env().getBool("HAS_WEBGL") && !tf.env().getBool("WEBGL_RENDER_FLOAT32_ENABLED")) {
    throw new Error("this browser's WebGL cannot render float32 textures, only float16");
  }
}

async function prepareWebgpu(): Promise<void> {
  const gpu = (navigator as { gpu?: { requestAdapter(): Promise<unknown> } }).gpu;
  if (!(await gpu?.requestAdapter())) throw new Error("this browser has no WebGPU");
  // Small tensors stay on the cpu here, as for every user: graphs compute shapes on the way, and WebGPU cannot give
  // those back at once (it gives zeros).
  Object.assign(globalThis, { kerasdigitsCore: { ...tf } });
  await loadScript("check-webgpu.js");
}

/** What has to be there before a backend can be the current one; cpu and webgl are part of check.js. */
const PREPARE: Record<string, () => Promise<void>> = {
  cpu: async () => undefined,
  webgl: prepareWebgl,
  wasm: prepareWasm,
  webgpu: prepareWebgpu,
};

const prepared: Record<string, Promise<void>> = {};

/** Make a backend the current one. Throws when the browser does not have it. */
export async function startBackend(name: string): Promise<void> {
  if (!Object.hasOwn(PREPARE, name)) {
    throw new Error(`there is no backend ${name}; there are ${Object.keys(PREPARE).join(", ")}`);
  }
  prepared[name] ??= PREPARE[name]();
  await prepared[name];
  if (!(await tf.setBackend(name))) throw new Error(`this browser cannot start the ${name} backend`);
}
