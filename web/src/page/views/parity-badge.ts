/** The parity badge: does this page compute what Keras computed? */

import { classValues } from "../../model/answers";
import { formatExponent, formatNumber, formatPercent } from "../../model/format";
import { argmax, type Replay, type SampleRow, TOLERANCE } from "../../model/parity";
import type { LoadedModel } from "../../model/model";
import { say } from "../messages";
import type { PageState, ParityState, Store } from "../state";
import { element, find } from "./element";

/** The badge in words: its state, a headline and a sentence. */
interface Verdict {
  state: "checking" | "passed" | "failed" | "absent";
  headline: string;
  sentence: string;
}

/** Sentences, those that are empty left out. */
function join(...sentences: string[]): string {
  return sentences.filter(Boolean).join(" ");
}

function countOthers({ otherClass }: Replay): string {
  return otherClass ? say("parity.class", { count: otherClass }) : "";
}

/** Quantized weights give other numbers by intent: say how far off they are, and what is allowed. */
function judgeQuantized(replay: Replay, replayed: string, types: string, tolerance?: number): Verdict {
  const worst = formatExponent(replay.relativeDifference);
  const off =
    tolerance === undefined
      ? say("parity.unbound", { replayed, types, worst })
      : say("parity.bound", { replayed, types, worst, limit: formatExponent(tolerance) });
  const sentence = join(off, countOthers(replay));
  if (!replay.passed) return { state: "failed", headline: say("parity.far"), sentence };
  if (tolerance === undefined) return { state: "absent", headline: say("parity.near"), sentence };
  return { state: "passed", headline: say("parity.rounded"), sentence };
}

function judge(replay: Replay, backend: string, quantization: string, tolerance?: number): Verdict {
  const { samples } = replay;
  const worst = formatExponent(replay.maxAbsDifference);
  const replayed = say(samples === 1 ? "parity.one" : "parity.many", { samples, backend });
  if (quantization) return judgeQuantized(replay, replayed, quantization, tolerance);
  if (replay.passed) {
    return { state: "passed", headline: say("parity.same"), sentence: say("parity.sameText", { replayed, worst }) };
  }
  const limit = formatExponent(tolerance ?? TOLERANCE);
  const off = say(tolerance === undefined ? "parity.otherText" : "parity.otherRelative", { replayed, worst, limit });
  const sentence = join(off, countOthers(replay), say("parity.distrust"));
  return { state: "failed", headline: say("parity.other"), sentence };
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
        headline: say("parity.failed"),
        sentence: say("parity.failedText", { backend, reason: result.message }),
      };
    case "taught":
      return {
        state: "absent",
        headline: say("parity.taught"),
        sentence: say("parity.taughtText"),
      };
    case "absent":
      return {
        state: "absent",
        headline: say("parity.absent"),
        sentence: say("parity.absentText"),
      };
    default:
      return { state: "checking", headline: say("parity.checking"), sentence: say("parity.checkingText") };
  }
}

/** A class by its name, or a regression's number as it is. */
function answerText({ classNames, units, scale }: LoadedModel, index: number, value: number): string {
  if (classNames.length === 0) return formatNumber(value);
  if (units === 1) {
    const values = classValues([value], classNames);
    [index, value] = [argmax(values), Math.max(...values)];
  }
  const text = scale === "scores" ? formatNumber(value) : formatPercent(value);
  return say("parity.answer", { name: classNames[index] ?? index, value: text });
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
  const head = makeRow("th", [say("parity.sample"), "Keras", say("parity.here"), say("parity.difference")]);
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
      element("summary", { textContent: say("parity.all", { count: rows.length, worst: worst + 1 }) }),
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
      state.backend === "plain" ? say("parity.plain") : state.backend,
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
