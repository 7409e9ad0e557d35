/**
 * A model whose answers come from WebGPU. webgpu.js has an engine of its own (webgpu/main.ts says why), so the page's
 * model stays where it is, for the scenes that look inside; only what it predicts is computed there.
 */

import type { ModelBundle } from "../model/metadata";
import type { LoadedModel } from "../model/model";
import type { Network } from "../model/network";
import { loadWebgpu } from "./late-scripts";
import { say } from "./messages";

/** The models that answer by WebGPU: each with the page's own, and what was loaded for it there. */
const moved = new WeakMap<LoadedModel, { own: LoadedModel; there: Network }>();

/** Load a model's bundle on WebGPU as well. Rejects where the browser has none, or cannot. */
export async function moveToWebgpu(own: LoadedModel, bundle: ModelBundle): Promise<LoadedModel> {
  // Its weights are no longer those of the file.
  if (own.taught) throw new Error(say("page.taughtStays"));
  const there = await (await loadWebgpu()).open(bundle);
  const dispose = (): void => {
    there.dispose();
    own.network.dispose();
  };
  const network: Network = { ...own.network, runsOn: "webgpu", predict: (values) => there.predict(values), dispose };
  const model = { ...own, network };
  moved.set(model, { own, there });
  return model;
}

/** The page's own model, which does not run on WebGPU; what was loaded there goes. */
export function leaveWebgpu(model: LoadedModel): LoadedModel {
  const { own, there } = moved.get(model) ?? { own: model };
  there?.dispose();
  return own;
}
