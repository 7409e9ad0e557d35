/** wasm.js, webgl.js, webgpu.js and graph.js: what the page loads only when it is wanted. */

import type { LoadGraph } from "../model/load-network";
import { type BackendName, startBackend } from "../model/backends";
import { Problem } from "../model/problem";
import { shareCore } from "../model/shared-core";
import { loadScript } from "./scripts";

/** Load and start a backend, once; cpu is there already. Rejects when the browser cannot. */
export async function loadBackend(name: BackendName): Promise<void> {
  if (name !== "cpu") await startBackend(name, () => loadScript(`dist/${name}.js`));
}

let graphScript: Promise<void> | null = null;

/** Load a graph model; the first one brings graph.js with it. */
export const loadGraph: LoadGraph = async (handler, topology) => {
  shareCore();
  try {
    await (graphScript ??= loadScript("dist/graph.js"));
  } catch {
    graphScript = null;
    throw new Problem("A part of the page is missing", "Graph models need the file dist/graph.js.", "kerasdigits export RUN");
  }
  return (globalThis as unknown as { kerasdigitsGraph: LoadGraph }).kerasdigitsGraph(handler, topology);
};
