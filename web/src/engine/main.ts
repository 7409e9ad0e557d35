/** engine.js: TensorFlow.js with its layers and its cpu backend, as the page uses them. */

import * as tf from "@tensorflow/tfjs-core";
import { currentBackend, startBackend, useBackend } from "../model/backends";
import type { Engine } from "../model/engine";
import { loadNetwork } from "../model/load-network";
import { shareCore } from "../model/shared-core";

const engine: Engine = {
  loadNetwork: (json, weightData, weightSpecs, loadGraph) => {
    const { modelTopology, signature } = json;
    const artifacts = { modelTopology, signature, weightSpecs, weightData } as tf.io.ModelArtifacts;
    return loadNetwork(json, tf.io.fromMemory(artifacts), loadGraph);
  },
  useBackend,
  currentBackend,
  startBackend,
};

// Whatever is loaded from here on shares this core: wasm.js, graph.js, the scenes.
shareCore();
Object.assign(globalThis, { kerasdigitsEngine: engine });
