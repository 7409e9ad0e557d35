/**
 * TensorFlow.js's core as page.js shares it with wasm.js and graph.js, which are loaded later and must not bring
 * their own: two copies would have two engines. `src/wasm/core.ts` and `src/graph/` are the other ends.
 */

import * as tf from "@tensorflow/tfjs-core";

/** Everything that the wasm backend imports from the core, except the names of the kernels; and what has state. */
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
  Tensor: tf.Tensor,
  tensor: tf.tensor,
  TensorBuffer: tf.TensorBuffer,
  tidy: tf.tidy,
  upcastType: tf.upcastType,
  util: tf.util,
  Variable: tf.Variable,
};

/** The type of `globalThis.kerasdigitsCore`. */
export type SharedCore = typeof sharedCore;

/** Put it where the scripts that come later find it. */
export function shareCore(): void {
  (globalThis as unknown as { kerasdigitsCore: SharedCore }).kerasdigitsCore = sharedCore;
}
