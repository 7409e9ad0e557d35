/** Break it: noise, fewer bits and dropped parts, and what is left of the answer. */

import { formatPercent } from "../../../model/format";
import { argmax } from "../../../model/parity";
import { element } from "../../../page/views/element";
import { askMany, Superseded, writeValue } from "../answers";
import { BITS, type Breakage, type Dropped, NOISES } from "../breakage";
import type { Look } from "../look";
import { readParitySamples, type Samples } from "../samples";
import { say, titleOf } from "../words";
import { isSmall } from "./layer-view";

/** The drawing is compared when it has rested for so many milliseconds. */
const REST = 150;

/** A slider over some stops, with the chosen one in words. */
function makeSlider(label: string, count: number, write: (at: number) => string, changed: (at: number) => void): { root: HTMLElement; set(at: number): void } {
  const input = element("input", { type: "range", min: "0", max: String(count - 1), step: "1", value: "0" });
  const output = element("output");
  const show = (): void => {
    output.textContent = write(Number(input.value));
    input.setAttribute("aria-valuetext", write(Number(input.value)));
  };
  input.addEventListener("input", () => {
    show();
    changed(Number(input.value));
  });
  show();
  const set = (at: number): void => {
    input.value = String(at);
    show();
  };
  return { root: element("label", { className: "slider" }, element("span", { textContent: label }), input, output), set };
}

/** The steps that can be dropped: what computes something, before the answer. */
function droppable({ steps }: Look): number[] {
  return steps.map((_, i) => i).filter((i) => i > 0 && i < steps.length - 1 && !isSmall(steps[i]));
}

/** Two lists, the layer and its part, and the button that drops it. */
function makeChooser(look: Look, breakage: Breakage): HTMLElement {
  const layer = element("select", {}, ...droppable(look).map((i) => element("option", { value: String(i), textContent: titleOf(look.steps[i]) })));
  const part = element("select");
  const fill = (): void => {
    const { layout } = look.steps[Number(layer.value)];
    const key = layout.rows * layout.columns > 1 ? "inside.drop-map-option" : "inside.drop-unit-option";
    const options = Array.from({ length: layout.channels }, (_, i) =>
      element("option", { value: String(i), textContent: say(key, { channel: i + 1 }) }),
    );
    part.replaceChildren(element("option", { value: "", textContent: say("inside.drop-all") }), ...options);
    part.value = "0";
  };
  if (layer.options.length) fill();
  layer.addEventListener("change", fill);
  const button = element("button", { type: "button", textContent: say("inside.drop") });
  button.addEventListener("click", () => breakage.drop(Number(layer.value), part.value === "" ? null : Number(part.value)));
  const field = (text: string, select: HTMLSelectElement): HTMLElement =>
    element("label", { className: "field" }, element("span", { textContent: text }), select);
  return element(
    "div",
    { className: "break-chooser", hidden: layer.options.length === 0 },
    field(say("inside.drop-layer"), layer),
    field(say("inside.drop-part"), part),
    button,
  );
}

function nameDropped(look: Look, { step, channel }: Dropped): string {
  const layer = titleOf(look.steps[step]);
  if (channel === null) return say("inside.dropped-layer", { layer });
  const { layout } = look.steps[step];
  return say(layout.rows * layout.columns > 1 ? "inside.dropped-map" : "inside.dropped-unit", { layer, channel: channel + 1 });
}

/** Compares the whole model with the damaged copy, on the drawing and on the samples. */
class Comparison {
  readonly root = element("table", { className: "terms break-result" });
  private turn = 0;
  private samples: Samples;
  private isComplete = false;
  /** The whole model's answers to the samples, once they are known. */
  private whole: { of: Samples; answers: number[][] } | null = null;

  constructor(
    private readonly look: Look,
    private readonly breakage: Breakage,
    private readonly loadMore: () => Promise<Samples | null>,
  ) {
    this.samples = readParitySamples(look.model!);
  }

  /** The many samples are loaded when something is broken first. */
  private async complete(): Promise<void> {
    if (this.isComplete || this.breakage.isWhole) return;
    this.isComplete = true;
    this.samples = (await this.loadMore()) ?? this.samples;
  }

  private async askWhole(isWanted: () => boolean): Promise<number[][]> {
    const model = this.look.model!;
    const { samples } = this;
    if (this.whole?.of !== samples) this.whole = { of: samples, answers: await askMany(model, samples.inputs, isWanted) };
    return [...(await askMany(model, [this.look.input], isWanted)), ...this.whole.answers];
  }

  private writeAnswer(values: number[]): string {
    const model = this.look.model!;
    const best = argmax(values);
    const name = model.classNames[best];
    const value = writeValue(model, values[best]);
    return name === undefined ? value : say("inside.broken-value", { name, value });
  }

  private countRight(answers: number[][]): number {
    return answers.filter((values, i) => argmax(values) === this.samples.labels[i]).length;
  }

  private writeScore(right: number): string {
    return say("inside.broken-score", { right, percent: formatPercent(right / this.samples.labels.length) });
  }

  /** Ask both again. */
  async compare(): Promise<void> {
    const mine = ++this.turn;
    const { look, breakage } = this;
    const model = look.model!;
    // Before the first numbers there is nothing to compare.
    if (look.input.length === 0) return;
    const isWanted = (): boolean => mine === this.turn && look.model === model;
    const ask = (rows: Float32Array, count: number): Promise<Float32Array> => breakage.ask(model, rows, count);
    try {
      await this.complete();
      const inputs = [look.input, ...this.samples.inputs];
      const whole = await this.askWhole(isWanted);
      const damaged = breakage.isWhole ? whole : await askMany(model, inputs, isWanted, ask);
      if (isWanted()) this.show(whole, damaged);
    } catch (error) {
      if (error instanceof Superseded || !isWanted()) return;
      this.root.replaceChildren(element("caption", { textContent: say("inside.broken-fail", { reason: (error as Error).message }) }));
    }
  }

  private show(whole: number[][], damaged: number[][]): void {
    const head = [say("inside.broken-whole"), say("inside.broken-damaged")];
    const { samples } = this;
    const [before, after] = [whole, damaged].map((answers) => this.countRight(answers.slice(1)));
    const rows = this.look.isEmpty ? [] : [[say("inside.broken-answer"), this.writeAnswer(whole[0]), this.writeAnswer(damaged[0])]];
    if (samples.labels.length) {
      rows.push([say(samples.isHard ? "inside.broken-hard" : "inside.broken-accuracy", { count: samples.labels.length }), this.writeScore(before), this.writeScore(after)]);
    }
    this.root.dataset.whole = String(before);
    this.root.dataset.damaged = String(after);
    this.root.dataset.answer = String(argmax(damaged[0]));
    this.root.replaceChildren(
      element("tr", {}, element("td"), ...head.map((textContent) => element("th", { scope: "col", textContent }))),
      ...rows.map(([first, ...cells]) =>
        element("tr", {}, element("th", { scope: "row", textContent: first }), ...cells.map((textContent) => element("td", { textContent }))),
      ),
    );
  }
}

/** Make the section. */
export function makeBreakIt(look: Look, breakage: Breakage, loadMore: () => Promise<Samples | null>): HTMLElement {
  const noise = makeSlider(
    say("inside.noise"),
    NOISES.length,
    (at) => say("inside.noise-value", { percent: Math.round(100 * NOISES[at]) }),
    (at) => breakage.change({ noise: NOISES[at] }),
  );
  const bits = makeSlider(say("inside.bits"), BITS.length, (at) => String(BITS[at]), (at) => breakage.change({ bits: BITS[at] }));
  const list = element("ul", { className: "dropped" });
  const reset = element("button", { type: "button", textContent: say("inside.reset") });
  const comparison = new Comparison(look, breakage, loadMore);
  const section = element(
    "section",
    { className: "panel break" },
    element("h3", { textContent: say("inside.break") }),
    element("p", { className: "hint", textContent: say("inside.break-lead") }),
    element("div", { className: "sliders" }, noise.root, bits.root),
    makeChooser(look, breakage),
    list,
    comparison.root,
    element("p", {}, reset),
  );
  const show = (): void => {
    noise.set(NOISES.indexOf(breakage.noise));
    bits.set(BITS.indexOf(breakage.bits));
    reset.ariaDisabled = String(breakage.isWhole);
    list.replaceChildren(
      ...breakage.dropped.map((part) => {
        const name = nameDropped(look, part);
        const button = element("button", { type: "button", textContent: `${name} ×`, ariaLabel: say("inside.put-back", { part: name }) });
        button.addEventListener("click", () => breakage.putBack(part));
        return element("li", {}, button);
      }),
    );
    void comparison.compare();
  };
  reset.addEventListener("click", () => breakage.reset());
  breakage.follow(show);
  let timer: ReturnType<typeof setTimeout> | undefined;
  // While somebody draws, each frame has enough to do.
  look.follow("numbers", () => {
    clearTimeout(timer);
    timer = setTimeout(() => void comparison.compare(), REST);
  });
  show();
  return section;
}
