/**
 * graph.js: TensorFlow.js's runtime for graph models, and the cpu kernels that page.js lacks (build.mjs keeps just
 * those of this import). Loaded when the first graph model is opened; it shares page.js's engine (see core.ts).
 */

import "@tensorflow/tfjs-backend-cpu/dist/register_all_kernels";
import "@tensorflow/tfjs-converter/dist/flags";
import { GraphModel } from "@tensorflow/tfjs-converter/dist/executor/graph_model";
import { graphNetwork, type Topology } from "../model/graph-network";
import type { LoadGraph } from "../model/load-network";

const loadGraph: LoadGraph = async (handler, topology) => {
  const model = new GraphModel(handler);
  await model.load();
  return graphNetwork(model, topology as Topology);
};

Object.assign(globalThis, { kerasdigitsGraph: loadGraph });
