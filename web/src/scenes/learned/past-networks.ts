/** The network as it was after some epochs: a copy of the page's model with the weights of `epochs.js`. */

import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { decodeBytes } from "../../model/base64";
import type { LoadedModel } from "../../model/model";
import { readSnapshots, type Snapshot } from "./math/snapshots";

type Registry = { kerasdigitsEpochs?: Record<string, unknown> };
type Copyable = { fromConfig(cls: unknown, config: unknown): LayersModel };

/** Read the snapshots of a model; throws where the file is missing or damaged. */
export async function loadSnapshots(
  model: LoadedModel,
  script: string,
  loadScript: (source: string) => Promise<void>,
): Promise<Snapshot[]> {
  const registry = globalThis as unknown as Registry;
  if (!registry.kerasdigitsEpochs?.[model.name]) await loadScript(script);
  return readSnapshots(registry.kerasdigitsEpochs?.[model.name], decodeBytes);
}

/** Reads inputs with the networks of the past. It owns a copy of the model, which `dispose` frees. */
export class PastNetwork {
  private readonly copy: LayersModel;
  private readonly names: string[];

  constructor(
    private readonly model: LoadedModel,
    whole: LayersModel,
    private readonly finalWeights: tf.Tensor[] = whole.getWeights().map((weight) => tf.clone(weight)),
  ) {
    const kind = whole.constructor as unknown as Copyable;
    this.copy = kind.fromConfig(kind, whole.getConfig());
    // The copy's weights come in the same order; only the model's are sure to have the names of its file.
    this.names = whole.weights.map(({ originalName }) => originalName);
    this.copy.setWeights(finalWeights);
  }

  /** Answers for one input by the network of a snapshot; null stands for the trained one. */
  async answer(snapshot: Snapshot | null, input: Float32Array): Promise<Float32Array> {
    const output = tf.tidy(() => {
      this.copy.setWeights(this.finalWeights.map((final, i) => {
        const values = snapshot?.values.get(this.names[i]);
        return values?.length === final.size ? tf.tensor(values, final.shape) : final;
      }));
      const shape = [1, ...this.model.inputShape];
      const answer = this.copy.predict(tf.tensor(input, shape, this.model.network.inputs[0].dtype));
      return Array.isArray(answer) ? answer[0] : answer;
    });
    try {
      return Float32Array.from(await output.data());
    } finally {
      output.dispose();
    }
  }

  dispose(): void {
    this.copy.dispose();
    for (const weight of this.finalWeights) weight.dispose();
  }
}
