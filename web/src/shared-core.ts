/**
 * TensorFlow.js's core as page.js shares it with wasm.js, which is loaded later and must not bring its own:
 * two copies would have two engines. `src/wasm/core.ts` is the other end.
 */

import * as tf from "@tensorflow/tfjs-core";

/** Everything that the wasm backend imports from the core, except the names of the kernels. */
export const sharedCore = {
  backend_util: tf.backend_util,
  broadcast_util: tf.broadcast_util,
  broadcastTo: tf.broadcastTo,
  buffer: tf.buffer,
  DataStorage: tf.DataStorage,
  deprecationWarn: tf.deprecationWarn,
  engine: tf.engine,
  env: tf.env,
  gather_util: tf.gather_util,
  KernelBackend: tf.KernelBackend,
  registerBackend: tf.registerBackend,
  registerKernel: tf.registerKernel,
  reshape: tf.reshape,
  scatter_util: tf.scatter_util,
  slice_util: tf.slice_util,
  tensor: tf.tensor,
  TensorBuffer: tf.TensorBuffer,
  tidy: tf.tidy,
  upcastType: tf.upcastType,
  util: tf.util,
};

/** The type of `globalThis.kerasdigitsCore`. */
export type SharedCore = typeof sharedCore;
