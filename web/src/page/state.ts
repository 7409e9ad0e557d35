/** The state of the page, declared once, and the store that tells the views when a part of it changes. */

import type { Choice } from "../model/engine";
import type { Picture } from "../ink/picture";
import type { IndexEntry } from "../model/metadata";
import type { LoadedModel } from "../model/model";
import type { Replay } from "../model/parity";
import type { Problem } from "../model/problem";
import type { Stroke } from "../ink/strokes";

/** What the person gave the model. */
export type Source =
  | { kind: "empty" }
  /** `greeting`: the page drew it itself, so the first stroke of a person takes its place. */
  | { kind: "strokes"; strokes: Stroke[]; greeting?: true }
  | { kind: "picture"; picture: Picture; bitmap: ImageBitmap }
  | { kind: "sample"; row: number }
  /** The model's own numbers, as a scene gives them: another test sample, say. */
  | { kind: "input"; values: Float32Array }
  | { kind: "numbers"; values: number[] };

/** Where a model runs: on a backend of TensorFlow.js, or, at first, by the page's own few layers. */
export type RunsOn = Choice | "plain";

/** The parity replay on one backend. */
export type ParityState =
  | { status: "checking" }
  | { status: "absent" }
  /** The person has taught the model: its weights are no longer Keras's. */
  | { status: "taught" }
  | { status: "failed"; message: string }
  | { status: "done"; replay: Replay };

/** Where the wasm backend is. */
export type WasmState = "waiting" | "loading" | "ready" | "unavailable";

/** Everything that the page knows. */
export interface PageState {
  entries: IndexEntry[];
  modelName: string | null;
  model: LoadedModel | null;
  problem: Problem | null;
  notice: string | null;
  source: Source;
  undoable: Source[];
  useRecipe: boolean;
  /** The picture that was given holds no ink, so there is nothing to read. */
  noInk: boolean;
  input: Float32Array | null;
  output: Float32Array | null;
  latencies: number[];
  backend: RunsOn;
  wasm: WasmState;
  parity: Partial<Record<RunsOn, ParityState>>;
}

/** The page before anything happened. */
export function initialState(): PageState {
  return {
    entries: [],
    modelName: null,
    model: null,
    problem: null,
    notice: null,
    source: { kind: "empty" },
    undoable: [],
    useRecipe: true,
    noInk: false,
    input: null,
    output: null,
    latencies: [],
    backend: "plain",
    wasm: "waiting",
    parity: {},
  };
}

type Key = keyof PageState;
type Listener = (state: Readonly<PageState>) => void;

/** So many steps can be taken back. */
const MOST_UNDO = 100;

/** Holds the state; a view watches the keys that it shows. */
export class Store {
  private current = initialState();
  private readonly listeners: { keys: readonly Key[]; listener: Listener }[] = [];

  /** The state now. */
  get state(): Readonly<PageState> {
    return this.current;
  }

  /** Change some keys; whoever watches one that really changed is called once. */
  set(change: Partial<PageState>): void {
    const changed = (Object.keys(change) as Key[]).filter((key) => change[key] !== this.current[key]);
    if (changed.length === 0) return;
    this.current = { ...this.current, ...change };
    for (const { keys, listener } of this.listeners) {
      if (keys.some((key) => changed.includes(key))) listener(this.current);
    }
  }

  /** Call the listener now, and whenever one of these keys changes. */
  watch(keys: readonly Key[], listener: Listener): void {
    this.listeners.push({ keys, listener });
    listener(this.current);
  }

  /** Replace the source, so that undo brings the present one back. */
  give(source: Source): void {
    const { source: before, undoable } = this.current;
    if (before.kind === "empty" && source.kind === "empty") return;
    this.set({ source, undoable: [...undoable, before].slice(-MOST_UNDO) });
  }

  /** Begin a stroke on what is on the pad; it then grows in place. */
  begin(stroke: Stroke): void {
    const { source } = this.current;
    const before = source.kind === "strokes" && !source.greeting ? source.strokes : [];
    this.give({ kind: "strokes", strokes: [...before, stroke] });
  }

  /** Take the last step back. */
  undo(): void {
    const before = this.current.undoable.at(-1);
    if (!before) return;
    this.set({ source: before, undoable: this.current.undoable.slice(0, -1) });
  }
}
