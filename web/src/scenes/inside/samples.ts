/** Samples with known classes that came with the model: the few of the parity check, and the hundreds of tests.js. */

import { decodeTensor } from "../../model/base64";
import type { LoadedModel } from "../../model/model";
import { loadTestSamples } from "../../page/companions";
import type { SceneContext } from "../../page/scene";

/** Inputs and their true classes. */
export interface Samples {
  inputs: Float32Array[];
  labels: number[];
  /** Are all that Keras misreads of the whole test set among them? Then they are harder than the test set. */
  isHard: boolean;
}

function split(all: Float32Array, labels: number[], isHard: boolean): Samples {
  const width = all.length / labels.length;
  return { inputs: labels.map((_, i) => all.slice(i * width, (i + 1) * width)), labels, isHard };
}

/** The samples of the parity check; none where nobody knows their classes. */
export function readParitySamples({ metadata, classNames }: LoadedModel): Samples {
  const { inputs, labels } = metadata.parity ?? {};
  if (!inputs?.[0] || !labels?.length || classNames.length === 0) return { inputs: [], labels: [], isHard: false };
  return split(Float32Array.from(decodeTensor(inputs[0])), labels, false);
}

/** The samples of tests.js; null where the export brought none, or where they cannot be used. */
export async function findHardSamples(context: SceneContext, model: LoadedModel): Promise<Samples | null> {
  try {
    const found = await loadTestSamples(context, model);
    return found && split(found.inputs, found.labels, true);
  } catch {
    // The scene "Where it fails" says what is wrong with them.
    return null;
  }
}
