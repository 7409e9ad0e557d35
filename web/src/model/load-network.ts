/** Give a model to TensorFlow.js, in the format that its model.json has. */

import type * as tf from "@tensorflow/tfjs-core";
import { loadLayersModel } from "@tensorflow/tfjs-layers";
import { isGraph, type ModelJson } from "./metadata";
import { layersNetwork, type Runnable, type TensorNetwork, withPredict } from "./tensor-network";

/**
 * Load a graph model. TensorFlow.js's runtime for graphs is large, so whoever loads brings it: the checks have it
 * inside, the page gets it from graph.js.
 */
export type LoadGraph = (handler: tf.io.IOHandler, topology: object) => Promise<Runnable>;

/** Load a model of either format. */
export async function loadNetwork(json: ModelJson, handler: tf.io.IOHandler, loadGraph: LoadGraph): Promise<TensorNetwork> {
  if (isGraph(json)) return withPredict(await loadGraph(handler, json.modelTopology));
  return layersNetwork(await loadLayersModel(handler));
}
