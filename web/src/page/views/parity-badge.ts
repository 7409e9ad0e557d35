/** The parity badge: does this page compute what Keras computed? */

import { classValues } from "../../model/answers";
import { formatExponent, formatNumber, formatPercent } from "../../model/format";
import { argmax, type Replay, type SampleRow, TOLERANCE } from "../../model/parity";
import type { LoadedModel } from "../../model/model";
import type { PageState, ParityState, Store } from "../state";
import { element, find } from "./element";

/** The badge in words: its state, a headline and a sentence. */
interface Verdict {
  state: "checking" | "passed" | "failed" | "absent";
  headline: string;
  sentence: string;
}

function countOthers({ otherClass }: Replay): string {
  return otherClass ? ` The class differs for ${otherClass} of them.` : "";
}

/** Quantized weights give other numbers by intent: say how far off they are, and what is allowed. */
function judgeQuantized(replay: Replay, replayed: string, quantization: string, tolerance?: number): Verdict {
  const worst = `largest difference ${formatExponent(replay.relativeDifference)} of the largest value`;
  const allowed = tolerance === undefined ? "no bound is set" : `${formatExponent(tolerance)} is allowed`;
  const sentence = `${replayed}. Quantized: ${quantization}; ${worst} (${allowed}).${countOthers(replay)}`;
  if (!replay.passed) return { state: "failed", headline: "Too far from Keras", sentence };
  if (tolerance === undefined) return { state: "absent", headline: "Not quite Keras's numbers", sentence };
  return { state: "passed", headline: "Keras's numbers, rounded", sentence };
}

function judge(replay: Replay, backend: string, quantization: string, tolerance?: number): Verdict {
  const worst = formatExponent(replay.maxAbsDifference);
  const replayed = `${replay.samples} stored sample${replay.samples === 1 ? "" : "s"} replayed on ${backend}`;
  if (quantization) return judgeQuantized(replay, replayed, quantization, tolerance);
  if (replay.passed) {
    const sentence = `${replayed}; the largest difference is ${worst}.`;
    return { state: "passed", headline: "Same numbers as Keras", sentence };
  }
  return {
    state: "failed",
    headline: "Not the same numbers as Keras",
    sentence:
      `${replayed}; the largest difference is ${worst}, more than the ${formatExponent(tolerance ?? TOLERANCE)} ` +
      `${tolerance === undefined ? "" : "of the largest value "}that rounding explains.${countOthers(replay)} ` +
      "Do not trust this model's answers: export it again.",
  };
}

/** What the badge says about one result. */
export function describeParity(
  result: ParityState | undefined,
  backend: string,
  quantization = "",
  tolerance?: number,
): Verdict {
  switch (result?.status) {
    case "done":
      return judge(result.replay, backend, quantization, tolerance);
    case "failed":
      return {
        state: "failed",
        headline: "The samples cannot be replayed",
        sentence: `On ${backend}: ${result.message}.`,
      };
    case "taught":
      return {
        state: "absent",
        headline: "No longer Keras's weights",
        sentence: "You have taught this model, so its numbers are its own now. Undo it under \"Where it fails\".",
      };
    case "absent":
      return {
        state: "absent",
        headline: "Not checked",
        sentence: "This model comes with no samples of Keras's answers, so nothing vouches for its numbers.",
      };
    default:
      return { state: "checking", headline: "Checking…", sentence: "Replaying the stored samples." };
  }
}

/** A class by its name, or a regression's number as it is. */
function answerText({ classNames, units, scale }: LoadedModel, index: number, value: number): string {
  if (classNames.length === 0) return formatNumber(value);
  if (units === 1) {
    const values = classValues([value], classNames);
    [index, value] = [argmax(values), Math.max(...values)];
  }
  return `${classNames[index] ?? index}, ${scale === "scores" ? formatNumber(value) : formatPercent(value)}`;
}

function sampleTable(model: LoadedModel, replay: Replay): HTMLTableElement {
  const makeRow = (tag: "td" | "th", texts: string[]): HTMLTableRowElement =>
    element("tr", {}, ...texts.map((textContent) => element(tag, { textContent })));
  const body = replay.rows.map((row: SampleRow, i) => {
    const made = makeRow("td", [
      String(i + 1),
      answerText(model, row.keras, row.kerasValue),
      answerText(model, row.here, row.hereValue),
      formatExponent(row.difference),
    ]);
    made.classList.toggle("wrong", !(row.difference < (replay.limit ?? Infinity)) || row.keras !== row.here);
    return made;
  });
  const head = makeRow("th", ["Sample", "Keras", "This page", "Difference"]);
  return element("table", {}, element("thead", {}, head), element("tbody", {}, ...body));
}

function showDetails(state: Readonly<PageState>, open: boolean): HTMLElement[] {
  const result = state.parity[state.backend];
  if (result?.status !== "done" || !state.model) return [];
  const rows = result.replay.rows;
  const worst = argmax(rows.map((row) => row.difference));
  return [
    element(
      "details",
      { open },
      element("summary", { textContent: `All ${rows.length} samples (the worst is number ${worst + 1})` }),
      element("div", { className: "scroll" }, sampleTable(state.model, result.replay)),
    ),
  ];
}

/** Wire the badge to the store. */
export function startParityBadge(store: Store): void {
  const place = find("parity");
  store.watch(["model", "parity", "backend"], (state) => {
    const verdict = describeParity(
      state.parity[state.backend],
      state.backend === "plain" ? "the page's own layers" : state.backend,
      state.model?.quantization,
      state.model?.metadata.parity?.tolerance,
    );
    const badge = element("div", { className: "badge", role: "status" });
    badge.dataset.state = verdict.state;
    badge.append(
      element("p", { className: "badge-headline", textContent: verdict.headline }),
      element("p", { className: "badge-sentence", textContent: verdict.sentence }),
    );
    const open = place.querySelector("details")?.open ?? false;
    place.replaceChildren(badge, ...showDetails(state, open));
  });
}
