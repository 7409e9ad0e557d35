/**
 * `globalThis.kerasdigitsInside`: the scene for programs, for tests and for the browser's console.
 *
 *     kerasdigitsInside.activations    // for each layer {layer, kind, shape, values}, for the input now
 */

import type { Look } from "./look";

/** What one layer gives. */
export interface Activations {
  layer: string;
  kind: string;
  shape: number[];
  values: Float32Array;
}

/** Put it on globalThis. */
export function showForPrograms(look: Look): void {
  const face = {
    get activations(): Activations[] {
      return look.activations.map((values, i) => {
        const { layer, kind, shape } = look.steps[i];
        return { layer: layer.name, kind, shape, values };
      });
    },
  };
  Object.assign(globalThis, { kerasdigitsInside: face });
}
