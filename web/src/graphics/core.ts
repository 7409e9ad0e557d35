/**
 * Stands in for "@tensorflow/tfjs-core" inside webgl.js (build.mjs swaps it in): the engine is engine.js's;
 * what has no state is brought along.
 */

export * from "../graph/core";
export * as device_util from "@tensorflow/tfjs-core/dist/device_util";
export { sumOutType } from "@tensorflow/tfjs-core/dist/types";
export { nextFrame } from "@tensorflow/tfjs-core/dist/browser_util";
