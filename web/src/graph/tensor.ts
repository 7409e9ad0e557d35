/** Stands in for tfjs-core's tensor.ts inside graph.js: page.js's classes. */

import type { SharedCore } from "../model/shared-core";

export const { Tensor, TensorBuffer, Variable } = (globalThis as unknown as { kerasdigitsCore: SharedCore })
  .kerasdigitsCore;

export const getGlobalTensorClass = (): typeof Tensor => Tensor;

/** page.js's own classes know already whom to tell. */
export const setDeprecationWarningFn = (): void => undefined;
