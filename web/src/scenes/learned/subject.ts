/** What the scene works on: the input that the page reads, or a sample where nobody has drawn. */

import { sampleInput } from "../../model/predict";
import { countValues } from "../../model/shape";
import type { PageState } from "../../page/state";

export interface Subject {
  input: Float32Array;
  /** Whether a person gave it. */
  given: boolean;
  /** The class that it is, where that is known. */
  label: number | null;
}

/** Find it; null for a model without samples that got nothing. */
export function findSubject({ model, input, source }: Readonly<PageState>): Subject | null {
  const parity = model?.metadata.parity;
  if (model && input?.length === countValues(model.inputShape)) {
    const label = source.kind === "sample" ? (parity?.labels?.[source.row] ?? null) : null;
    return { input, given: true, label };
  }
  if (!model || !parity?.inputs?.length) return null;
  return { input: sampleInput(model, 0), given: false, label: parity.labels?.[0] ?? null };
}
