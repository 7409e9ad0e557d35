/** webgpu.js: TensorFlow.js's WebGPU backend, loaded when somebody asks for it; it shares page.js's engine (core.ts). */

import "@tensorflow/tfjs-backend-webgpu";

async function prepare(): Promise<void> {
  const gpu = (navigator as { gpu?: { requestAdapter(): Promise<unknown> } }).gpu;
  if (!(await gpu?.requestAdapter())) throw new Error("this browser has no WebGPU");
}

Object.assign(globalThis, { kerasdigitsWebgpu: prepare() });
