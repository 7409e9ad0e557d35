/** Row 28: a slider over the epochs, and the same drawing read by the network of each. */

import { makeSay } from "../../../messages/say";
import type { LoadedModel } from "../../../model/model";
import { findCompanion } from "../../../page/companions";
import { onceOnScreen } from "../../../page/frames";
import type { SceneContext } from "../../../page/scene";
import { element } from "../../../page/views/element";
import type { Snapshot } from "../math/snapshots";
import { MESSAGES } from "../messages";
import { writeNumber, writePercent } from "../numbers";
import { loadSnapshots, PastNetwork } from "../past-networks";
import { findSubject } from "../subject";
import { type AnswerBars, makeAnswerBars } from "./answer-bars";
import { chooseScale } from "./answer-scale";
import { makeChart } from "./chart";
import { makePicture } from "./picture";

const say = makeSay(MESSAGES);
const PACE = 700;

/** The page's model with its past. */
interface Past {
  model: LoadedModel;
  network: PastNetwork;
  /** By epoch; the trained model itself comes after them. */
  snapshots: Snapshot[];
  epochs: number;
}

function makeElements() {
  const slider = element("input", { type: "range", min: "0", step: "1" });
  slider.setAttribute("aria-label", say("learned.past.slider"));
  const button = (key: "back" | "forward" | "play"): HTMLButtonElement =>
    element("button", { type: "button", textContent: say(`learned.past.${key}`) });
  return {
    slider,
    when: element("p", { className: "learned-when" }),
    back: button("back"),
    forward: button("forward"),
    play: button("play"),
    verdict: element("p", { className: "learned-verdict", role: "status" }),
    about: element("p", { className: "hint" }),
    picture: makePicture(say("learned.past.drawing")),
    bars: element("div"),
    chart: makeChart(say("learned.curves.title")),
    problem: element("div", { hidden: true }),
  };
}

export class PastView {
  private readonly parts = makeElements();
  private readonly body: HTMLElement;
  readonly root: HTMLElement;
  private past: Past | null = null;
  private bars: AnswerBars | null = null;
  private timer: ReturnType<typeof setInterval> | null = null;
  private readonly refresh: () => void;

  constructor(private readonly context: SceneContext) {
    const { about, back, bars, chart, forward, picture, play, problem, slider, verdict, when } = this.parts;
    const controls = element("div", { className: "learned-buttons" }, back, play, forward);
    const reading = element("div", { className: "learned-reading" }, picture.root, element("div", {}, bars, verdict));
    this.body = element(
      "div",
      { className: "learned-past", hidden: true },
      element("div", { className: "learned-time" }, when, slider, controls),
      element("div", { className: "learned-pair" }, element("div", {}, reading, about), chart.root),
    );
    this.root = element(
      "section",
      { className: "learned-part" },
      element("h3", { textContent: say("learned.past.title") }),
      element("p", { textContent: say("learned.past.lead") }),
      this.body,
      problem,
    );
    this.refresh = onceOnScreen(this.root, () => void this.read());
    slider.addEventListener("input", () => this.go(Number(slider.value)));
    back.addEventListener("click", () => this.go(Number(slider.value) - 1));
    forward.addEventListener("click", () => this.go(Number(slider.value) + 1));
    play.addEventListener("click", () => this.togglePlay());
    play.hidden = matchMedia("(prefers-reduced-motion: reduce)").matches;
    context.store.watch(["model"], ({ model }) => void this.open(model));
    context.store.watch(["input", "source"], this.refresh);
  }

  private async open(model: LoadedModel | null): Promise<void> {
    this.stop();
    this.past?.network.dispose();
    this.past = null;
    this.body.hidden = true;
    const whole = model?.network.layersModel;
    if (!model) return;
    this.explainAbsence(model);
    const { curves, epochs } = model.metadata;
    const script = findCompanion(this.context, model, epochs);
    if (!whole || !script) return;
    try {
      const snapshots = await loadSnapshots(model, script, this.context.loadScript);
      if (this.context.store.state.model !== model) return;
      const last = model.metadata.training?.epochs ?? curves?.epoch?.at(-1) ?? snapshots.length;
      this.past = { model, network: new PastNetwork(model, whole), snapshots, epochs: last };
      this.start(this.past);
    } catch (error) {
      const reason = (error as Error).message;
      this.parts.problem.hidden = false;
      this.parts.problem.replaceChildren(element("p", { textContent: say("learned.past.broken", { reason }) }));
    }
  }

  private explainAbsence(model: LoadedModel): void {
    const { metadata, name, network } = model;
    const { problem } = this.parts;
    problem.hidden = Boolean(network.layersModel && findCompanion(this.context, model, metadata.epochs));
    const { data = "digits", model: architecture = "mlp" } = metadata.training ?? {};
    const command = `kerasdigits fit --data ${data} --model ${architecture} --out runs/${name}\nkerasdigits export runs/${name} --overwrite`;
    problem.replaceChildren(
      ...(network.layersModel
        ? [element("p", { textContent: say("learned.past.none") }), element("pre", {}, element("code", { textContent: command }))]
        : [element("p", { textContent: say("learned.past.graph") })]),
    );
  }

  private start({ model, snapshots }: Past): void {
    const { bars, chart, slider } = this.parts;
    slider.max = String(snapshots.length);
    this.bars = makeAnswerBars(model.classNames);
    bars.replaceChildren(this.bars.root);
    const { epoch = [], loss = [], val_loss: held = [] } = model.metadata.curves ?? {};
    chart.root.hidden = loss.length < 2;
    chart.draw(
      [
        { style: "first", name: say("learned.curves.loss"), x: epoch, y: loss },
        ...(held.length ? [{ style: "second" as const, name: say("learned.curves.held"), x: epoch, y: held }] : []),
      ],
      say("learned.curves.text", { first: writeNumber(loss[0] ?? NaN), last: writeNumber(loss.at(-1) ?? NaN) }),
    );
    this.body.hidden = false;
    const wanted = this.context.readParameter("epoch");
    const place = wanted === null ? -1 : snapshots.findIndex((one) => one.epoch >= Number(wanted));
    this.go(place < 0 ? (wanted === null ? 0 : snapshots.length) : place, wanted !== null);
  }

  private go(place: number, remember = true): void {
    if (!this.past) return;
    const { back, chart, forward, slider, when } = this.parts;
    const { epochs, snapshots } = this.past;
    const at = Math.max(0, Math.min(snapshots.length, place));
    const epoch = snapshots[at]?.epoch ?? epochs;
    slider.value = String(at);
    const key = epoch === 0 ? "start" : at === snapshots.length ? "trained" : "epoch";
    when.textContent = say(`learned.past.${key}`, { epoch, epochs });
    slider.setAttribute("aria-valuetext", when.textContent);
    back.setAttribute("aria-disabled", String(at === 0));
    forward.setAttribute("aria-disabled", String(at === snapshots.length));
    chart.point(epoch);
    if (remember) this.context.writeParameter("epoch", String(epoch));
    this.refresh();
  }

  private async read(): Promise<void> {
    const { past } = this;
    const subject = findSubject(this.context.store.state);
    if (!past || !subject) return;
    const { about, picture, slider, verdict } = this.parts;
    const { model, network, snapshots } = past;
    const answer = await network.answer(snapshots[Number(slider.value)] ?? null, subject.input);
    if (this.past !== past) return;
    picture.show(subject.input, model.inputShape);
    about.textContent = subject.given ? "" : say("learned.past.sample");
    this.bars!.show(answer);
    const shares = chooseScale(answer, model.classNames.length);
    const best = shares.indexOf(Math.max(...shares));
    verdict.textContent = model.classNames.length
      ? say("learned.past.reads", { name: model.classNames[best], percent: writePercent(shares[best]) })
      : say("learned.past.says", { value: writeNumber(answer[0]) });
  }

  private togglePlay(): void {
    if (this.timer !== null) return this.stop();
    const { play, slider } = this.parts;
    if (slider.value === slider.max) this.go(0);
    play.textContent = say("learned.past.pause");
    this.timer = setInterval(() => {
      this.go(Number(slider.value) + 1);
      if (slider.value === slider.max) this.stop();
    }, PACE);
  }

  private stop(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
    this.parts.play.textContent = say("learned.past.play");
  }
}
