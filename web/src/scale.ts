/** What a classifier's numbers are: only then can the page say "probability" and "%". No DOM. */

import type { layers, LayersModel } from "@tensorflow/tfjs-layers";
import { areProbabilities, type Scale } from "./answers";
import { decodeTensor } from "./base64";
import type { Metadata } from "./metadata";

type Layer = layers.Layer;

/** The activation that makes the model's numbers, seen through models that serve as a layer. */
function lastActivation(model: LayersModel): unknown {
  const layer = (model.outputs[0] as unknown as { sourceLayer: Layer }).sourceLayer;
  if (layer !== (model as Layer) && "outputs" in layer) return lastActivation(layer as LayersModel);
  return layer.getClassName() === "Softmax" ? "softmax" : layer.getConfig().activation;
}

/** Do the answers that Keras gave to the stored samples sum to 1? */
function samplesSumToOne({ parity }: Metadata, units: number): boolean {
  const record = parity?.outputs?.[0];
  if (!record || units < 2) return false;
  try {
    const values = [...decodeTensor(record)];
    return values.every((_, i) => i % units > 0 || areProbabilities(values.slice(i, i + units)));
  } catch {
    // The parity badge says what is wrong with the samples.
    return false;
  }
}

/** The last layer decides; where it is neither softmax nor sigmoid, metadata and samples must agree. */
export function chooseScale(model: LayersModel, metadata: Metadata, classes: number): Scale {
  const units = model.outputs[0].shape.at(-1) ?? 1;
  const activation = lastActivation(model);
  if (activation === "softmax") return "distribution";
  // One sigmoid for two classes is shown as p and 1 - p.
  if (activation === "sigmoid") return units === 1 && classes === 2 ? "distribution" : "independent";
  const stated = metadata.output === "probabilities" && samplesSumToOne(metadata, units);
  return stated ? "distribution" : "scores";
}
