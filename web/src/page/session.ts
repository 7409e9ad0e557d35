/** What the page does with models and backends: open one, switch, check parity, move on to wasm. */

import { type BackendName, currentBackend, useBackend } from "../model/backends";
import type { IndexEntry, ModelBundle } from "../model/metadata";
import { type LoadedModel, loadModel, readsDigits } from "../model/model";
import { replay } from "../model/parity";
import { asProblem, Problem } from "../model/problem";
import { loadBackend, loadGraph } from "./late-scripts";
import { loadScript } from "./scripts";
import type { ParityState, Store } from "./state";

type Registry = { kerasdigitsModels?: Record<string, ModelBundle> };

/** The bundle that a model.js registers; the script is loaded the first time. */
async function fetchBundle(entry: IndexEntry): Promise<ModelBundle | undefined> {
  const registry = globalThis as unknown as Registry;
  if (!registry.kerasdigitsModels?.[entry.name]) {
    try {
      await loadScript(entry.script);
    } catch {
      throw new Problem(
        `The model "${entry.name}" cannot be found`,
        `The page lists it, but its file ${entry.script} is missing. Export the model again.`,
        "kerasdigits export RUN",
      );
    }
  }
  return registry.kerasdigitsModels?.[entry.name];
}

/** Replay the stored samples; an exception is a result too. */
export async function checkParity(model: LoadedModel): Promise<ParityState> {
  if (model.taught) return { status: "taught" };
  const parity = model.metadata.parity;
  if (!parity?.inputs?.length || !parity.outputs?.length) return { status: "absent" };
  try {
    return { status: "done", replay: await replay(model.network, parity, Boolean(model.quantization)) };
  } catch (error) {
    return { status: "failed", message: (error as Error).message };
  }
}

/** Backends that a person may try, and that are left again where they do not give Keras's numbers. */
const GRAPHICS: Partial<Record<BackendName, string>> = { webgl: "WebGL", webgpu: "WebGPU" };

function isWrong(result: ParityState): boolean {
  return result.status === "failed" || (result.status === "done" && !result.replay.passed);
}

/** Why a model that is right on cpu does not run on wasm. */
function explainWasm(result: ParityState): string {
  if (result.status !== "failed") return "WebAssembly does not give Keras's numbers for this model";
  const [, kernel] = /Kernel '(\w+)' not registered/.exec(result.message) ?? [];
  return kernel ? `WebAssembly has no ${kernel}, which this model needs` : "WebAssembly cannot run this model";
}

/** Runs the page's models on the page's backends, and writes what happens to the store. */
export class Session {
  /** Set when the person chose a backend: then the page does not change it by itself. */
  private chosen: BackendName | null = null;

  constructor(private readonly store: Store) {}

  /** Open a model of the index. Resolves when it can answer; a failure becomes the page's problem. */
  async open(name: string): Promise<boolean> {
    const entry = this.store.state.entries.find((candidate) => candidate.name === name);
    const previous = this.store.state.model;
    this.store.set({ modelName: name, model: null, problem: null, input: null, output: null });
    this.store.set({ latencies: [], parity: {} });
    previous?.network.dispose();
    try {
      if (!entry) throw new Problem(`There is no model "${name}"`, "It is not in the page's list.");
      const model = await loadModel(name, await fetchBundle(entry), loadGraph);
      if (this.store.state.modelName !== name) return false;
      const { source } = this.store.state;
      const drawn = source.kind === "strokes" && source.greeting ? readsDigits(model) : source.kind !== "sample" && source.kind !== "input";
      const keep = model.inputKind === "picture" && drawn && source.kind !== "numbers";
      this.store.set({ model, ...(keep ? {} : { source: { kind: "empty" }, undoable: [] }) });
      return true;
    } catch (error) {
      if (this.store.state.modelName !== name) return false;
      this.store.set({ problem: asProblem(error, `The model "${name}" cannot be loaded`) });
      return false;
    }
  }

  /** Load the open model once more: a copy that may be changed. Whoever asks disposes of its network. */
  async loadCopy(): Promise<LoadedModel> {
    const { entries, modelName } = this.store.state;
    const entry = entries.find(({ name }) => name === modelName);
    if (!entry) throw new Error("no model is open");
    return loadModel(entry.name, await fetchBundle(entry), loadGraph);
  }

  /** Check the open model on the backend in use, and remember the result for that backend. */
  async check(): Promise<ParityState> {
    const { model, parity } = this.store.state;
    if (!model) return { status: "absent" };
    const backend = currentBackend();
    this.store.set({ parity: { ...parity, [backend]: { status: "checking" } } });
    const result = await checkParity(model);
    if (this.store.state.model === model) {
      this.store.set({ parity: { ...this.store.state.parity, [backend]: result } });
    }
    return result;
  }

  /** The person's own choice of backend. */
  async choose(backend: BackendName): Promise<void> {
    this.chosen = backend;
    try {
      await loadBackend(backend);
      await useBackend(backend);
      this.store.set({ backend, latencies: [], notice: null, ...(backend === "wasm" && { wasm: "ready" }) });
      const result = await this.check();
      if (GRAPHICS[backend] && isWrong(result)) throw new Error("it does not give Keras's numbers for this model");
    } catch (error) {
      this.chosen = "cpu";
      await this.returnToCpu();
      const name = GRAPHICS[backend] ?? "WebAssembly";
      this.store.set({ notice: `${name} does not run here (${(error as Error).message}).` });
      if (backend === "wasm") this.store.set({ wasm: "unavailable" });
    }
  }

  /** Check the open model; then, unless the person chose a backend, move on to wasm in the background. */
  async settle(): Promise<void> {
    if (!this.store.state.model) return;
    if (this.chosen || currentBackend() === "cpu") await this.check();
    if (!this.chosen) await this.moveToWasm();
  }

  /** Load wasm, and stay on it if it computes Keras's numbers. */
  private async moveToWasm(): Promise<void> {
    try {
      if (this.store.state.wasm === "waiting") this.store.set({ wasm: "loading" });
      await loadBackend("wasm");
    } catch {
      this.store.set({ wasm: "unavailable" });
      return;
    }
    this.store.set({ wasm: "ready" });
    if (this.chosen || !this.store.state.model) return;
    await useBackend("wasm");
    const result = await this.check();
    if (this.chosen) return;
    if (isWrong(result)) {
      const onCpu = await this.returnToCpu();
      // When cpu differs as well, it is the model's fault, and the badge says so.
      if (onCpu.status !== "done" || !onCpu.replay.passed) return;
      this.store.set({ notice: `${explainWasm(result)}; it runs on cpu.` });
    } else {
      this.store.set({ backend: "wasm", latencies: [] });
    }
  }

  private async returnToCpu(): Promise<ParityState> {
    await useBackend("cpu");
    this.store.set({ backend: "cpu", latencies: [] });
    return this.check();
  }
}
