/** Samples to look at, with what they are and what the model answers; a click puts one on the pad. */

import type { LoadedModel } from "../../model/model";
import { formatNumber, formatPercent } from "../../model/format";
import type { TestSamples } from "../../model/test-samples";
import { element } from "../../page/views/element";
import { paintInput } from "../../page/views/model-view";
import type { Reading } from "./math/mistakes";
import { say } from "./messages";

/** So many samples are shown at first, and with each "more". */
const SHOWN = 12;

/** What a gallery shows, and what happens when one of its samples is chosen. */
export interface Exhibit {
  model: LoadedModel;
  samples: TestSamples;
  readings: readonly Reading[];
  choose(reading: Reading): void;
}

/** One row of the samples. */
export function inputOf({ inputs, width }: TestSamples, row: number): Float32Array {
  return inputs.slice(row * width, (row + 1) * width);
}

function makeSample({ model, samples, choose }: Exhibit, reading: Reading): HTMLButtonElement {
  const canvas = element("canvas");
  paintInput(canvas, model, inputOf(samples, reading.row));
  const sure = model.scale === "scores" ? formatNumber(reading.sure) : formatPercent(reading.sure);
  const names = { label: model.classNames[reading.label], answer: model.classNames[reading.answer] };
  const button = element(
    "button",
    { type: "button", className: "exhibit" },
    canvas,
    element("span", { className: "exhibit-answer", textContent: say("failures.sample", names) }),
    element("span", { className: "exhibit-sure", textContent: sure }),
  );
  // Its name is what it shows; this is the same in a sentence.
  button.title = say("failures.sampleName", { ...names, sure, index: samples.indices[reading.row] + 1 });
  button.addEventListener("click", () => choose(reading));
  return button;
}

/** Show samples in a place, some at a time. */
export function showGallery(place: HTMLElement, exhibit: Exhibit): void {
  place.replaceChildren();
  const { readings } = exhibit;
  if (readings.length === 0) place.append(element("p", { className: "hint", textContent: say("failures.none") }));
  let shown = 0;
  const more = element("button", { type: "button", className: "more" });
  const list = element("div", { className: "exhibits" });
  const showMore = (): void => {
    const next = readings.slice(shown, shown + SHOWN).map((reading) => makeSample(exhibit, reading));
    list.append(...next);
    if (shown > 0) next[0]?.focus();
    shown += next.length;
    const left = readings.length - shown;
    more.hidden = left === 0;
    more.textContent = say("failures.more", { count: Math.min(SHOWN, left) });
  };
  more.addEventListener("click", showMore);
  showMore();
  place.append(list, more);
}
