/** What the page does with models and backends: open one, switch, check parity, move on to wasm. */

import { takeAsked } from "../ahead/asked";
import { forwardNetwork } from "../forward/network";
import type { Choice, Engine } from "../model/engine";
import type { IndexEntry, ModelBundle } from "../model/metadata";
import { type LoadedModel, loadModel, type MakeNetwork, readsDigits } from "../model/model";
import { replay } from "../model/parity";
import { asProblem, Problem } from "../model/problem";
import { say } from "./messages";
import { loadEngine, loadGraph, startBackend, whereRuns } from "./late-scripts";
import { leaveWebgpu, moveToWebgpu } from "./on-webgpu";
import { loadScript } from "./scripts";
import type { PageState, ParityState, Store } from "./state";

type Registry = { kerasdigitsModels?: Record<string, ModelBundle> };

/** The bundle that a model.js registers; the script is loaded the first time. */
async function fetchBundle(entry: IndexEntry): Promise<ModelBundle | undefined> {
  const registry = globalThis as unknown as Registry;
  if (!registry.kerasdigitsModels?.[entry.name]) {
    try {
      await (takeAsked(entry.script) ?? loadScript(entry.script));
    } catch {
      throw new Problem(
        say("page.modelMissing", { name: entry.name }),
        say("page.modelMissingHelp", { file: entry.script }),
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
const GRAPHICS: Partial<Record<Choice, string>> = { webgl: "WebGL", webgpu: "WebGPU" };

/** Why a model that is right on cpu does not run on wasm. */
function explainWasm(result: ParityState): string {
  if (result.status !== "failed") return say("page.wasmOther");
  const [, kernel] = /Kernel '(\w+)' not registered/.exec(result.message) ?? [];
  return kernel ? say("page.wasmKernel", { kernel }) : say("page.wasmCannot");
}

/** Does nothing speak against these numbers? */
export function isPassed(result: ParityState): boolean {
  return result.status === "absent" || result.status === "taught" || (result.status === "done" && result.replay.passed);
}

/** Runs the page's models on the page's backends, and writes what happens to the store. */
export class Session {
  /** Set when the person chose a backend: then the page does not change it by itself. */
  private chosen: Choice | null = null;
  private engine: Engine | null = null;
  /** A model on its way to TensorFlow.js. */
  private moving: Promise<void> | null = null;

  constructor(private readonly store: Store) {}

  /** Open a model of the index. Resolves when it can answer; a failure becomes the page's problem. */
  async open(name: string): Promise<boolean> {
    const previous = this.store.state.model;
    this.store.set({ modelName: name, model: null, problem: null, input: null, output: null });
    this.store.set({ latencies: [], parity: {} });
    previous?.network.dispose();
    try {
      const model = await this.load(name);
      if (this.store.state.modelName !== name) return false;
      this.store.set({ model, backend: whereRuns(model.network), ...this.keepSource(model) });
      return true;
    } catch (error) {
      if (this.store.state.modelName !== name) return false;
      this.store.set({ problem: asProblem(error, say("page.modelFails", { name })) });
      return false;
    }
  }

  /** TensorFlow.js, loaded if it is not yet; the open model runs on it from then on. */
  async bringEngine(): Promise<Engine> {
    const engine = await this.startEngine();
    const { model } = this.store.state;
    if (model?.network.runsOn === "plain") await (this.moving ??= this.moveToEngine(model));
    return engine;
  }

  /** Load a model of the index beside the open one. Whoever asks disposes of its network. */
  async load(name: string): Promise<LoadedModel> {
    const entry = this.store.state.entries.find((candidate) => candidate.name === name);
    if (!entry) throw new Problem(say("page.modelUnknown", { name }), say("page.modelUnknownHelp"));
    return loadModel(name, await fetchBundle(entry), this.makeNetwork);
  }

  /** Load the open model once more, in TensorFlow.js: a copy that may be changed. Whoever asks disposes of its network. */
  async loadCopy(): Promise<LoadedModel> {
    await this.startEngine();
    return this.load(this.store.state.modelName ?? "");
  }

  /** Check the open model where it runs, and remember the result. */
  async check(): Promise<ParityState> {
    const { model, parity } = this.store.state;
    if (!model) return { status: "absent" };
    const where = whereRuns(model.network);
    this.store.set({ backend: where, parity: { ...parity, [where]: { status: "checking" } } });
    const result = await checkParity(model);
    if (this.store.state.model === model) {
      this.store.set({ parity: { ...this.store.state.parity, [where]: result } });
    }
    return result;
  }

  /** The person's own choice of backend. */
  async choose(backend: Choice): Promise<void> {
    this.chosen = backend;
    try {
      const engine = await this.bringEngine();
      this.leaveWebgpu();
      if (backend === "webgpu") await this.moveToWebgpu();
      else {
        await startBackend(engine, backend);
        await engine.useBackend(backend);
      }
      this.store.set({ backend, latencies: [], notice: null, ...(backend === "wasm" && { wasm: "ready" }) });
      const result = await this.check();
      if (GRAPHICS[backend] && !isPassed(result)) throw new Error(say("page.otherNumbers"));
    } catch (error) {
      this.chosen = "cpu";
      this.leaveWebgpu();
      if (this.engine) await this.returnToCpu(this.engine);
      const values = { backend: GRAPHICS[backend] ?? "WebAssembly", reason: (error as Error).message };
      this.store.set({ notice: say("page.backendFails", values) });
      if (backend === "wasm") this.store.set({ wasm: "unavailable" });
    }
  }

  /** Check the open model; then, unless the person chose a backend, move on to wasm in the background. */
  async settle(): Promise<void> {
    const { model } = this.store.state;
    if (!model) return;
    if (this.chosen === "webgpu") return this.choose("webgpu");
    if (this.chosen || whereRuns(model.network) !== "wasm") await this.check();
    if (!this.chosen) await this.moveToWasm();
  }

  private async startEngine(): Promise<Engine> {
    return (this.engine = await loadEngine());
  }

  /** The page's own layers where they are enough and TensorFlow.js is not there yet. */
  private readonly makeNetwork: MakeNetwork = async (json, weights, specs) => {
    const plain = this.engine ? null : forwardNetwork(json, weights, specs);
    return plain ?? (await this.startEngine()).loadNetwork(json, weights, specs, loadGraph);
  };

  /** Open the same model in TensorFlow.js, and let it answer from then on. */
  private async moveToEngine(model: LoadedModel): Promise<void> {
    const { name } = model;
    const bundle = (globalThis as unknown as Registry).kerasdigitsModels?.[name];
    try {
      const moved = await loadModel(name, bundle, this.makeNetwork);
      if (this.store.state.model === model) {
        this.store.set({ model: moved, backend: whereRuns(moved.network), latencies: [] });
      } else moved.network.dispose();
    } finally {
      this.moving = null;
    }
  }

  /** A drawing stays when the next model reads drawings, too. */
  private keepSource(model: LoadedModel): Partial<PageState> {
    const { source } = this.store.state;
    const ofTheModel = source.kind === "sample" || source.kind === "input";
    const drawn = source.kind === "strokes" && source.greeting ? readsDigits(model) : !ofTheModel;
    const keep = model.inputKind === "picture" && drawn && source.kind !== "numbers";
    return keep ? {} : { source: { kind: "empty" }, undoable: [] };
  }

  /** Load wasm, and stay on it if it computes Keras's numbers. */
  private async moveToWasm(): Promise<void> {
    let engine: Engine;
    try {
      if (this.store.state.wasm === "waiting") this.store.set({ wasm: "loading" });
      engine = await loadEngine();
      await startBackend(engine, "wasm");
    } catch {
      this.store.set({ wasm: "unavailable" });
      await this.bringEngine().then(() => this.check(), () => undefined);
      return;
    }
    this.store.set({ wasm: "ready" });
    if (this.chosen || !this.store.state.model) return;
    await this.bringEngine();
    await engine.useBackend("wasm");
    const result = await this.check();
    if (this.chosen) return;
    if (isPassed(result)) {
      this.store.set({ backend: "wasm", latencies: [] });
      return;
    }
    const onCpu = await this.returnToCpu(engine);
    // When cpu differs as well, it is the model's fault, and the badge says so.
    if (onCpu.status === "done" && onCpu.replay.passed) this.store.set({ notice: explainWasm(result) });
  }

  private async moveToWebgpu(): Promise<void> {
    const { model } = this.store.state;
    const bundle = (globalThis as unknown as Registry).kerasdigitsModels?.[model?.name ?? ""];
    if (!model || !bundle) return;
    const moved = await moveToWebgpu(model, bundle);
    if (this.store.state.model === model) this.store.set({ model: moved });
    else leaveWebgpu(moved);
  }

  private leaveWebgpu(): void {
    const { model } = this.store.state;
    if (model) this.store.set({ model: leaveWebgpu(model) });
  }

  private async returnToCpu(engine: Engine): Promise<ParityState> {
    await engine.useBackend("cpu");
    this.store.set({ backend: "cpu", latencies: [] });
    return this.check();
  }
}
