/** graph.js, loaded when the first graph model is opened: it holds what only graph models need. */

import type * as tf from "@tensorflow/tfjs-core";
import type { Network } from "./network";
import { Problem } from "./problem";
import { loadScript } from "../page/scripts";
import { shareCore } from "./shared-core";

/** What graph.js puts on globalThis. */
export type LoadGraph = (artifacts: tf.io.ModelArtifacts) => Promise<Network>;

let script: Promise<void> | null = null;

/** Load a graph model from memory. */
export async function loadGraph(artifacts: tf.io.ModelArtifacts): Promise<Network> {
  shareCore();
  try {
    await (script ??= loadScript("dist/graph.js"));
  } catch {
    script = null;
    throw new Problem("A part of the page is missing", "Graph models need the file dist/graph.js.", "kerasdigits export RUN");
  }
  return (globalThis as unknown as { kerasdigitsGraph: LoadGraph }).kerasdigitsGraph(artifacts);
}
