/**
 * Stands in for "@tensorflow/tfjs-core" inside the scenes' scripts (build.mjs swaps it in): the engine and the tensors
 * are page.js's; operations are functions on that engine, brought along by the scene that uses them.
 */

export * from "../graph/core";
export { gather } from "@tensorflow/tfjs-core/dist/ops/gather";
export { mul } from "@tensorflow/tfjs-core/dist/ops/mul";
export { tensor1d } from "@tensorflow/tfjs-core/dist/ops/tensor1d";
