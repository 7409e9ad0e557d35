/**
 * page.js carries only the cpu kernels that layers reach (build.mjs), and a graph model on the page gets the others
 * with graph.js. So a layers model is checked without those others: what passes here has its kernels on the page.
 */

import * as tf from "@tensorflow/tfjs-core";
import notForLayers from "../graph/not-for-layers.json";

const aside: tf.KernelConfig[] = [];

/** Have the kernels that the page has for models of this kind. */
export function useKernelsFor(graph: boolean): void {
  if (graph) {
    for (const kernel of aside.splice(0)) tf.registerKernel(kernel);
    return;
  }
  if (aside.length) return;
  for (const name of notForLayers) {
    const kernel = tf.getKernel(name, "cpu");
    if (!kernel) throw new Error(`there is no cpu kernel ${name}`);
    aside.push(kernel);
    tf.unregisterKernel(name, "cpu");
  }
}
