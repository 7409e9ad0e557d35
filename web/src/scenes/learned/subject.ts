/** What the scene works on: the input that the page reads, or a sample where nobody has drawn. */

import { sampleInput } from "../../model/predict";
import { countValues } from "../../model/shape";
import { oncePerFrame } from "../../page/frames";
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

/** Run at most once a frame while an element is on the screen; what was asked for meanwhile happens when it comes back. */
export function onceOnScreen(root: Element, run: () => void): () => void {
  let [visible, asked] = [false, false];
  const inFrame = oncePerFrame(() => {
    asked = false;
    run();
  });
  new IntersectionObserver((entries) => {
    visible = entries[entries.length - 1].isIntersecting;
    if (visible && asked) inFrame();
  }).observe(root);
  return () => {
    asked = true;
    if (visible) inFrame();
  };
}
