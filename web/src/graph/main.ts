/**
 * graph.js: TensorFlow.js's runtime for graph models, and the cpu kernels that page.js lacks (build.mjs keeps just
 * those of this import). Loaded when the first graph model is opened; it shares page.js's engine (see core.ts).
 */

import "@tensorflow/tfjs-backend-cpu/dist/register_all_kernels";
import "@tensorflow/tfjs-converter/dist/flags";
import { GraphModel } from "@tensorflow/tfjs-converter/dist/executor/graph_model";
import type * as tf from "@tensorflow/tfjs-core";
import type { LoadGraph } from "../model/graph-loader";
import { graphNetwork, type Topology } from "../model/graph-network";

const loadGraph: LoadGraph = async (artifacts) => {
  const handler: tf.io.IOHandler = { load: async () => artifacts };
  const model = new GraphModel(handler);
  await model.load();
  return graphNetwork(model, artifacts.modelTopology as Topology);
};

Object.assign(globalThis, { kerasdigitsGraph: loadGraph });
