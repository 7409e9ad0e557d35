/**
 * Stands in for "@tensorflow/tfjs-core" inside graph.js (build.mjs swaps it in). What has state is page.js's own;
 * operations are functions on that engine, and those that page.js does not share are brought along.
 */

import { decodeWeights } from "@tensorflow/tfjs-core/dist/io/io_utils";

export * from "../wasm/core";
export * as kernel_impls from "@tensorflow/tfjs-core/dist/backends/kernel_impls";
export { dispose, keep } from "@tensorflow/tfjs-core/dist/globals";
export { clone } from "@tensorflow/tfjs-core/dist/ops/clone";
export { concat } from "@tensorflow/tfjs-core/dist/ops/concat";
export { scalar } from "@tensorflow/tfjs-core/dist/ops/scalar";
export { slice } from "@tensorflow/tfjs-core/dist/ops/slice";
export { stack } from "@tensorflow/tfjs-core/dist/ops/stack";
export { unstack } from "@tensorflow/tfjs-core/dist/ops/unstack";
// With the hash of strings, which page.js leaves out.
export * as util from "@tensorflow/tfjs-core/dist/util";
export { Tensor } from "./tensor";

/** Of all ways to load and save, the one that a model in memory needs. */
export const io = { decodeWeights };
