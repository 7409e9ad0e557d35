/**
 * Stands in for "@tensorflow/tfjs-core" inside wasm.js (build.mjs swaps it in): the one instance that
 * page.js put on globalThis. A name that the wasm backend needs and that is not here fails the build.
 */

import type { SharedCore } from "../model/shared-core";

const core = (globalThis as unknown as { kerasdigitsCore: SharedCore }).kerasdigitsCore;

export const {
  backend_util,
  broadcast_util,
  broadcastTo,
  buffer,
  DataStorage,
  deprecationWarn,
  engine,
  env,
  gather_util,
  KernelBackend,
  registerBackend,
  registerKernel,
  reshape,
  scatter_util,
  slice_util,
  tensor,
  TensorBuffer,
  tidy,
  upcastType,
  util,
} = core;

// Plain strings, without state: a second copy does no harm.
export * from "@tensorflow/tfjs-core/dist/kernel_names";
