/** engine.js, the scripts of its backends, and graph.js: what the page loads only when it is wanted. */

import type { BackendName, Engine, Webgpu } from "../model/engine";
import type { LoadGraph } from "../model/load-network";
import type { Network } from "../model/network";
import { Problem } from "../model/problem";
import { say } from "./messages";
import { loadScript } from "./scripts";
import type { RunsOn } from "./state";

type Globals = { kerasdigitsEngine?: Engine; kerasdigitsGraph: LoadGraph; kerasdigitsWebgpu?: Promise<Webgpu> };

const globals = globalThis as unknown as Globals;

let engine: Promise<Engine> | null = null;

async function startEngine(): Promise<Engine> {
  try {
    await loadScript("dist/engine.js");
    await globals.kerasdigitsEngine!.useBackend("cpu");
  } catch (error) {
    engine = null;
    const detail = say("page.engineFails", { reason: (error as Error).message });
    throw new Problem(say("page.partMissing"), detail, "kerasdigits export RUN");
  }
  return globals.kerasdigitsEngine!;
}

/** TensorFlow.js; the first who asks brings engine.js. */
export function loadEngine(): Promise<Engine> {
  return (engine ??= startEngine());
}

/** What a network runs on now. */
export function whereRuns({ runsOn }: Network): RunsOn {
  return runsOn !== "tensorflow.js" ? runsOn : globals.kerasdigitsEngine!.currentBackend();
}

/** Load and start a backend, once; cpu is there already. Rejects when the browser cannot. */
export async function startBackend(engine: Engine, name: BackendName): Promise<void> {
  if (name !== "cpu") await engine.startBackend(name, () => loadScript(`dist/${name}.js`));
}

let webgpuScript: Promise<void> | null = null;

/** WebGPU with an engine of its own; rejects, with a reason, where the browser has none. */
export async function loadWebgpu(): Promise<Webgpu> {
  try {
    await (webgpuScript ??= loadScript("dist/webgpu.js"));
  } catch (error) {
    webgpuScript = null;
    throw error;
  }
  return globals.kerasdigitsWebgpu!;
}

let graphScript: Promise<void> | null = null;

/** Load a graph model; the first one brings graph.js with it. */
export const loadGraph: LoadGraph = async (handler, topology) => {
  try {
    await (graphScript ??= loadScript("dist/graph.js"));
  } catch {
    graphScript = null;
    throw new Problem(say("page.partMissing"), say("page.graphMissing"), "kerasdigits export RUN");
  }
  return globals.kerasdigitsGraph(handler, topology);
};
