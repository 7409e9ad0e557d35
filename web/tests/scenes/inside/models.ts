/** Models with known weights for the tests of the scene "inside". */

import * as tf from "@tensorflow/tfjs-core";
import { model as functional, input, layers, type LayersModel, type SymbolicTensor } from "@tensorflow/tfjs-layers";

type Apply = (x: SymbolicTensor) => SymbolicTensor;

/** A layer as a function from one tensor to one tensor. */
export function through(layer: layers.Layer): Apply {
  return (x) => layer.apply(x) as SymbolicTensor;
}

/** A model whose layers follow each other. */
export function chain(shape: number[], ...parts: layers.Layer[]): LayersModel {
  const start = input({ shape });
  return functional({ inputs: start, outputs: parts.reduce((x, layer) => through(layer)(x), start) });
}

/** Numbers that look random and are the same in every run. */
export function wave(count: number, low: number, high: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => low + ((high - low) * (1 + Math.sin(i * 12.9898 + 4.1))) / 2);
}

/** Give all weights of a model numbers between two bounds. */
export function fillWeights(model: LayersModel, low: number, high: number): void {
  model.setWeights(model.getWeights().map(({ shape, size }, i) => tf.tensor(wave(size + i, low, high).slice(i), shape)));
}
