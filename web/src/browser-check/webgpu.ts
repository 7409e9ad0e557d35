/**
 * check-webgpu.js: TensorFlow.js's WebGPU backend, loaded when it is asked for. It shares check.js's core, which is on
 * globalThis (build.mjs swaps it in): two copies would have two engines.
 */

import "@tensorflow/tfjs-backend-webgpu";
