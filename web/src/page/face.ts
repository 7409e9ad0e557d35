/**
 * `globalThis.kerasdigits`: the page for programs, for tests and for the browser's console.
 *
 *     await kerasdigits.ready;                        // the first model can answer (rejects with a readable error)
 *     await kerasdigits.settled;                      // parity is checked, and wasm is in use or given up
 *     kerasdigits.model                               // the open model: {name, inputShape, classNames, metadata, ...}
 *     kerasdigits.backend                             // "plain" at first, then "cpu" or "wasm"
 *     kerasdigits.input, kerasdigits.output           // what the model reads and answers now; null when nothing
 *     await kerasdigits.predict(input, n)             // n rows of input numbers, flat -> n rows of outputs, flat
 *     kerasdigits.preprocess(recipe, ink, w, h)       // uint8 ink -> input numbers
 *     await kerasdigits.predictInk(ink, w, h, true)   // uint8 ink of any size -> one row of outputs
 *     await kerasdigits.setBackend("cpu")
 *     await kerasdigits.openScene("inside")           // load a scene; resolves when it can be used
 */

import type { Choice } from "../model/engine";
import { inkToInput } from "../ink/input";
import type { Recipe } from "../ink/recipe";
import type { LoadedModel } from "../model/model";
import { predict } from "../model/predict";
import { preprocess } from "../ink/preprocess";
import type { SceneName } from "./scene";
import type { SceneLoader } from "./scene-loader";
import type { Session } from "./session";
import type { RunsOn, Store } from "./state";

/** What `globalThis.kerasdigits` offers. */
export interface Face {
  ready: Promise<void>;
  settled: Promise<void>;
  readonly model: LoadedModel | null;
  readonly backend: RunsOn;
  readonly input: Float32Array | null;
  readonly output: Float32Array | null;
  predict(input: Float32Array, n: number): Promise<Float32Array>;
  preprocess(recipe: Recipe, pixels: Uint8Array, width: number, height: number): Float32Array;
  predictInk(ink: Uint8Array, width: number, height: number, useRecipe?: boolean): Promise<Float32Array>;
  setBackend(name: Choice): Promise<void>;
  openScene(name: SceneName): Promise<void>;
}

/** Make the face of this page. */
export function makeFace(
  store: Store,
  session: Session,
  scenes: SceneLoader,
  moments: Pick<Face, "ready" | "settled">,
): Face {
  const open = (): LoadedModel => {
    if (!store.state.model) throw new Error("no model is open");
    return store.state.model;
  };
  return {
    ...moments,
    get model() {
      return store.state.model;
    },
    get backend() {
      return store.state.backend;
    },
    get input() {
      return store.state.input;
    },
    get output() {
      return store.state.output;
    },
    predict: (input, n) => predict(open(), input, n),
    preprocess,
    predictInk: async (ink, width, height, useRecipe = true) => {
      const { recipe } = open();
      if (!recipe) throw new Error("this model does not read pictures");
      return predict(open(), inkToInput(ink, width, height, recipe, useRecipe), 1);
    },
    setBackend: (name) => session.choose(name),
    openScene: (name) => scenes.open(name),
  };
}
