/** Whenever the source, the model or the backend changes: compute the input, ask the model, keep the answer. */

import { pictureToInput, strokesToInput } from "../ink/input";
import type { LoadedModel } from "../model/model";
import { predict, sampleInput } from "../model/predict";
import { Problem } from "../model/problem";
import { oncePerFrame } from "./frames";
import { whereRuns } from "./late-scripts";
import { say } from "./messages";
import type { PageState, Store } from "./state";

/** The latency shown is the median of so many predictions. */
const REMEMBERED = 21;

/** What a model would read of the source; null when there is nothing to read. */
export function currentInput(state: Readonly<PageState>, model: LoadedModel): Float32Array | null {
  const { source, useRecipe } = state;
  switch (source.kind) {
    case "strokes":
      return source.strokes.length && model.recipe
        ? strokesToInput(source.strokes, model.recipe, useRecipe)
        : null;
    case "picture":
      return model.recipe && pictureToInput(source.picture, model.recipe, useRecipe);
    case "sample":
      return sampleInput(model, source.row);
    case "numbers":
      return Float32Array.from(source.values);
    case "input":
      return source.values;
    default:
      return null;
  }
}

async function read(store: Store): Promise<void> {
  const { state } = store;
  const { model } = state;
  if (!model || state.problem) return;
  const input = currentInput(state, model);
  if (!input) {
    store.set({ input: null, output: null, noInk: state.source.kind === "picture" });
    return;
  }
  const backend = whereRuns(model.network);
  const started = performance.now();
  const output = await predict(model, input, 1);
  const elapsed = performance.now() - started;
  if (store.state.model !== model) return;
  const latencies = [...store.state.latencies, elapsed].slice(-REMEMBERED);
  store.set({ input, output, noInk: false, ...(backend === store.state.backend && { latencies }) });
}

/** Keep the answer up to date, at most once a frame. */
export function startReading(store: Store): void {
  const run = async (): Promise<void> => {
    try {
      await read(store);
    } catch (error) {
      store.set({ problem: new Problem(say("page.noAnswer"), (error as Error).message) });
    }
  };
  store.watch(["source", "useRecipe", "model", "backend"], oncePerFrame(() => void run()));
}
