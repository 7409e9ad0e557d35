/** The parity badge: does this page compute what Keras computed? */

import { classValues } from "../answers";
import { formatExponent, formatNumber, formatPercent } from "../format";
import { argmax, type Replay, type SampleRow, TOLERANCE } from "../parity";
import type { LoadedModel } from "../model";
import type { PageState, ParityState, Store } from "../state";
import { element, find } from "./element";

/** The badge in words: its state, a headline and a sentence. */
interface Verdict {
  state: "checking" | "passed" | "failed" | "absent";
  headline: string;
  sentence: string;
}

function judge(replay: Replay, backend: string): Verdict {
  const worst = formatExponent(replay.maxAbsDifference);
  const samples = `${replay.samples} stored sample${replay.samples === 1 ? "" : "s"}`;
  if (replay.passed) {
    const sentence = `${samples} replayed on ${backend}; the largest difference is ${worst}.`;
    return { state: "passed", headline: "Same numbers as Keras", sentence };
  }
  const other = replay.otherClass ? ` ${replay.otherClass} of them get another class.` : "";
  return {
    state: "failed",
    headline: "Not the same numbers as Keras",
    sentence:
      `${samples} replayed on ${backend}; the largest difference is ${worst}, ` +
      `more than the ${formatExponent(TOLERANCE)} that rounding explains.${other} ` +
      "Do not trust this model's answers: export it again.",
  };
}

/** What the badge says about one result. */
export function describeParity(result: ParityState | undefined, backend: string): Verdict {
  switch (result?.status) {
    case "done":
      return judge(result.replay, backend);
    case "failed":
      return {
        state: "failed",
        headline: "The samples cannot be replayed",
        sentence: `On ${backend}: ${result.message}.`,
      };
    case "absent":
      return {
        state: "absent",
        headline: "Not checked",
        sentence: "This model brings no samples with Keras's answers, so nothing vouches for its numbers.",
      };
    default:
      return { state: "checking", headline: "Checking…", sentence: "Replaying the stored samples." };
  }
}

/** A class by its name, or a regression's number as it is. */
function answerText({ classNames, layers, scale }: LoadedModel, index: number, value: number): string {
  if (classNames.length === 0) return formatNumber(value);
  if (layers.outputs[0].shape.at(-1) === 1) {
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
    made.classList.toggle("wrong", !(row.difference < TOLERANCE) || row.keras !== row.here);
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
    const verdict = describeParity(state.parity[state.backend], state.backend);
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
