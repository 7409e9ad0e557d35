/** What a classifier's numbers are: only then can the page say "probability" and "%". */

import { areProbabilities, type Scale } from "./answers";
import { decodeTensor } from "./base64";
import type { Metadata } from "./metadata";

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

/** The last layer's activation decides; where it is neither softmax nor sigmoid, metadata and samples must agree. */
export function chooseScale(activation: unknown, metadata: Metadata, units: number, classes: number): Scale {
  if (activation === "softmax") return "distribution";
  // One sigmoid for two classes is shown as p and 1 - p.
  if (activation === "sigmoid") return units === 1 && classes === 2 ? "distribution" : "independent";
  const stated = metadata.output === "probabilities" && samplesSumToOne(metadata, units);
  return stated ? "distribution" : "scores";
}
