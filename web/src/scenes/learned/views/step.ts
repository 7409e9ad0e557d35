/** Rows 24 and 25: one step of training with its numbers, one weight traced, and its slope checked. */

import { formatNumber, makeSay } from "../../../messages/say";
import { onceOnScreen } from "../../../page/frames";
import type { SceneContext } from "../../../page/scene";
import { element } from "../../../page/views/element";
import { runBody } from "../../../training/body";
import { describeNetwork, type Trainable } from "../../../training/describe-network";
import { Network } from "../../../training/math/network";
import { type Stages, takeStep } from "../math/one-step";
import { MESSAGES } from "../messages";
import { writeChoice, writeNumber, writePercent } from "../numbers";
import { findSubject } from "../subject";
import { chooseScale } from "./answer-scale";
import { ChainView } from "./chain";
import { makeField, makeLogSlider, makeSelect } from "./controls";

const say = makeSay(MESSAGES);
const START_RATE = 0.1;
/** The random weights are the same each time, so that a class sees the same numbers. */
const SEED = 7;
const STAGES = ["predict", "measure", "slopes", "move"] as const;

function makeStages() {
  return STAGES.map((name) => {
    const text = element("p");
    return { text, card: element("li", {}, element("h4", { textContent: say(`learned.step.${name}`) }), text) };
  });
}

export class StepView {
  readonly root: HTMLElement;
  private readonly label = makeSelect<string>([]);
  private readonly labelField = makeField(say("learned.step.label"), this.label.root);
  private readonly from = makeSelect<"zero" | "own">([
    { value: "zero", text: say("learned.step.zero") },
    { value: "own", text: say("learned.step.own") },
  ]);
  private readonly rate = makeLogSlider(say("learned.step.rate"), -3, 2, START_RATE);
  private readonly stages = makeStages();
  private readonly taken = element("p", { className: "hint", role: "status" });
  private readonly chain = new ChainView();
  private trainable: Trainable | null = null;
  private variables: ArrayLike<number>[] = [];
  private present: Stages | null = null;
  private count = 0;
  /** A person has said what the drawing shows; until then the trained network is believed. */
  private labelled = false;
  private readonly refresh: () => void;

  constructor(private readonly context: SceneContext) {
    const button = (key: "take" | "reset", run: () => void): HTMLButtonElement => {
      const made = element("button", { type: "button", textContent: say(`learned.step.${key}`) });
      made.addEventListener("click", run);
      return made;
    };
    const take = button("take", () => this.take());
    take.className = "learned-go";
    const buttons = element("div", { className: "learned-buttons" }, take, button("reset", () => this.reset()));
    this.root = element(
      "section",
      { className: "learned-part" },
      element("h3", { textContent: say("learned.step.title") }),
      element("p", { textContent: say("learned.step.lead") }),
      element("div", { className: "learned-controls" }, this.labelField, makeField(say("learned.step.network"), this.from.root), this.rate.root, buttons),
      element("ol", { className: "learned-stages" }, ...this.stages.map(({ card }) => card)),
      this.taken,
      this.chain.root,
    );
    this.refresh = onceOnScreen(this.root, () => void this.compute());
    this.label.root.addEventListener("change", () => {
      this.labelled = true;
      this.reset();
    });
    this.from.root.addEventListener("change", () => this.reset());
    this.rate.slider.addEventListener("input", this.refresh);
    context.store.watch(["model"], () => this.open());
    context.store.watch(["output", "source"], () => this.follow());
  }

  private open(): void {
    const { model } = this.context.store.state;
    this.trainable = model && describeNetwork(model);
    this.root.hidden = !this.trainable || !model?.classNames.length;
    if (!model || !this.trainable) return;
    this.label.fill(model.classNames.map((text, i) => ({ value: String(i), text })));
    this.reset();
    this.follow();
  }

  /** A sample brings its label along; of a drawing the page believes its own answer, until somebody says otherwise. */
  private follow(): void {
    const { model, output } = this.context.store.state;
    const subject = findSubject(this.context.store.state);
    const label = subject?.label ?? null;
    if (label !== null) this.label.root.value = String(label);
    else if (subject && output && model && !this.labelled) {
      const shares = chooseScale(output, model.classNames.length);
      this.label.root.value = String(shares.indexOf(Math.max(...shares)));
    }
    this.refresh();
  }

  private reset(): void {
    const { trainable } = this;
    const random = trainable && this.from.value === "zero" && new Network(trainable.spec, "float64", SEED).variables;
    this.variables = random || (trainable?.variables ?? []);
    this.count = 0;
    this.refresh();
  }

  private take(): void {
    if (!this.present || !this.trainable) return;
    // The network of the stages is this view's own; moved by the step it is where the next one begins.
    const { network } = this.present;
    network.weights.forEach((weight, k) => {
      const slopes = network.gradients[k];
      for (let i = 0; i < weight.length; i++) weight[i] -= this.rate.value * slopes[i];
    });
    this.variables = network.variables;
    this.count++;
    this.refresh();
  }

  private async compute(): Promise<void> {
    const { trainable } = this;
    const { model } = this.context.store.state;
    const subject = findSubject(this.context.store.state);
    if (!trainable || !model || !subject || this.root.hidden) return;
    const { body, spec } = trainable;
    const input = body ? await runBody(body, subject.input, [1, ...model.inputShape]) : subject.input;
    if (this.trainable !== trainable) return;
    const target = Number(this.label.value);
    this.present = takeStep(spec, this.variables, input, target, this.rate.value);
    this.show(this.present, target, model.classNames);
    this.chain.show(this.present, trainable.names, model.classNames);
  }

  private show(stages: Stages, target: number, names: string[]): void {
    const [predict, measure, slopes, move] = this.stages.map(({ text }) => text);
    const share = stages.before.length === 1 ? (target ? stages.before[0] : 1 - stages.before[0]) : stages.before[target];
    const loss = writeNumber(stages.lossBefore);
    predict.textContent = say("learned.step.predictText", { name: names[target], percent: writePercent(share) });
    measure.textContent = say("learned.step.measureText", { share: writeNumber(share), loss });
    const { steepest } = stages;
    slopes.textContent = say("learned.step.slopesText", {
      count: formatNumber(stages.weights),
      slope: writeNumber(steepest.slope),
      weight: this.chain.nameWeight(stages, this.trainable!.names, steepest),
    });
    const higher = stages.lossAfter > stages.lossBefore;
    move.textContent = say(higher ? "learned.step.higher" : "learned.step.moveText", {
      rate: writeChoice(this.rate.value),
      before: loss,
      after: writeNumber(stages.lossAfter),
    });
    this.taken.textContent = say("learned.step.taken", { count: this.count });
  }
}
