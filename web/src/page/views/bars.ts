/** What the model answers: a bar for each class, the verdict, and a sentence for those who listen. */

import { type Bar, describeWinner, makeBars, type Scale, zeroOf } from "../../model/answers";
import { formatNumber } from "../../model/format";
import { say } from "../messages";
import type { PageState, Store } from "../state";
import { element, find, write } from "./element";

/** Wait until the answer has been the same for so long before it is spoken. */
const SPEAK_AFTER = 700;

/** From so many characters on, names stand above their bars; so few bars are not spread over the panel. */
const LONG_NAME = 13;
const FEW_BARS = 5;

function noteOn(scale: Scale): string {
  return scale === "distribution" ? "" : say(`bars.${scale}`);
}

function makeRow(): HTMLLIElement {
  return element(
    "li",
    {},
    element("span", { className: "bar-name" }),
    element("span", { className: "bar-track", ariaHidden: "true" }, element("span", { className: "bar-fill" })),
    element("span", { className: "bar-text" }),
  );
}

/** The look that each element was last given: a style that is set anew is worked out anew, even where it is the same. */
const looks = new WeakMap<Element, string>();

/** Is this another look than the element has? From now on it has it. */
function isNewLook(place: Element, look: string): boolean {
  const isNew = looks.get(place) !== look;
  looks.set(place, look);
  return isNew;
}

function fillRow(row: HTMLLIElement, bar: Bar, blank: boolean): void {
  const [name, track, text] = row.children;
  const fill = track.firstElementChild as HTMLElement;
  // To a hundredth of a pixel: finer changes would be painted without being seen.
  const transform = `translateX(${(100 * bar.start).toFixed(3)}%) scaleX(${blank ? 0 : bar.length.toFixed(5)})`;
  row.classList.toggle("winner", bar.winner && !blank);
  if (isNewLook(fill, transform)) fill.style.transform = transform;
  write(name, bar.name);
  write(text, blank ? "" : bar.text);
  row.dataset.value = blank ? "" : String(bar.value);
}

function showBars(list: HTMLElement, bars: Bar[], blank: boolean): void {
  while (list.children.length > bars.length) list.lastElementChild!.remove();
  while (list.children.length < bars.length) list.append(makeRow());
  bars.forEach((bar, i) => fillRow(list.children[i] as HTMLLIElement, bar, blank));
  const zero = zeroOf(bars);
  const isStacked = bars.some((bar) => bar.name.length >= LONG_NAME);
  if (!isNewLook(list, [blank, bars.length, isStacked, zero].join())) return;
  list.classList.toggle("blank", blank);
  list.classList.toggle("few", bars.length <= FEW_BARS);
  list.classList.toggle("ten", bars.length === 10);
  list.classList.toggle("stacked", isStacked);
  list.classList.toggle("signed", zero > 0);
  list.style.setProperty("--zero", `${100 * zero}%`);
}

function showVerdict(verdict: HTMLElement, big: string, ...small: string[]): void {
  const texts = [big, ...small.filter(Boolean)];
  while (verdict.children.length > texts.length) verdict.lastElementChild!.remove();
  while (verdict.children.length < texts.length) verdict.append(element("span", { className: "verdict-text" }));
  texts.forEach((text, i) => write(verdict.children[i], text));
  verdict.children[0].className = big.length > 3 ? "verdict-name long" : "verdict-name";
}

/** The number that a regression predicts, with its name. */
export function regressionName({ model }: Readonly<PageState>, index: number): string {
  const name = model!.metadata.training?.output_name;
  return (Array.isArray(name) ? name[index] : name) ?? say("bars.prediction");
}

/** Show the state's answer; gives back what a screen reader should say. */
function show(state: Readonly<PageState>): string {
  const { model, output } = state;
  const list = find("bars");
  const verdict = find("verdict");
  const { classNames, scale } = model!;
  list.hidden = classNames.length === 0;
  find("bars-note").hidden = list.hidden || noteOn(scale) === "";
  if (list.hidden) {
    const numbers = output ? [...output].map(formatNumber).join(", ") : "–";
    showVerdict(verdict, numbers, regressionName(state, 0));
    return output ? say("bars.gives", { name: regressionName(state, 0), numbers }) : "";
  }
  list.ariaLabel = say(scale === "scores" ? "bars.score" : "bars.probability");
  write(find("bars-note"), noteOn(scale));
  const bars = makeBars(output ?? new Float32Array(classNames.length), classNames, scale);
  showBars(list, bars, !output);
  const winner = bars.find((bar) => bar.winner)!;
  const nothing = say(state.noInk ? "bars.noInk" : "bars.nothing");
  const { sure, next } = describeWinner(bars, scale);
  if (output) showVerdict(verdict, winner.name, sure, next);
  else showVerdict(verdict, "–", nothing);
  return output ? say("bars.reads", { name: winner.name, sure }) : "";
}

/** Wire the bars to the store. */
export function startBars(store: Store): void {
  const spoken = find("spoken");
  let timer: ReturnType<typeof setTimeout> | undefined;
  store.watch(["model", "output", "noInk"], (state) => {
    if (!state.model) return;
    const sentence = show(state);
    clearTimeout(timer);
    timer = setTimeout(() => {
      spoken.textContent = sentence;
    }, SPEAK_AFTER);
  });
}
