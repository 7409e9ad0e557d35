/** Row 29: train in the page, on a data set, with a live curve and Stop. */

import { formatNumber, makeSay } from "../../../messages/say";
import type { LoadedModel } from "../../../model/model";
import type { SceneContext } from "../../../page/scene";
import { element } from "../../../page/views/element";
import { throughBody } from "../data-sources";
import { describeNetwork, type Trainable } from "../../../training/describe-network";
import type { Progress } from "../../../training/math/training";
import { MESSAGES } from "../messages";
import { oncePerFrame } from "../../../page/frames";
import { makeTakeHome } from "../../../teaching/take-home";
import { writeTraining } from "../math/script";
import { type Started, startTraining } from "../../../training/trainer";
import { DataChoice } from "./data-choice";
import { TrainControls } from "./train-controls";
import { TrainReport } from "./train-report";
import { describeReading } from "./trained-reading";

const say = makeSay(MESSAGES);

export class TrainView {
  readonly root: HTMLElement;
  private readonly controls: TrainControls;
  private readonly data: DataChoice;
  private readonly report = new TrainReport();
  private readonly body: HTMLElement;
  private readonly script = makeTakeHome({ title: say("learned.script.title"), file: "train.py", write: () => this.write() });
  private readonly problem = element("p", { className: "learned-note", hidden: true });
  private readonly partly = element("p", { className: "hint" });
  private model: LoadedModel | null = null;
  private trainable: Trainable | null = null;
  private running: Started | null = null;
  /** Grows with each training, so that a late word of an earlier one is not taken for this one's. */
  private turn = 0;

  constructor(private readonly context: SceneContext) {
    this.data = new DataChoice(context);
    this.controls = new TrainControls(context, this.data.root);
    this.data.chosen = (examples) => this.controls.suit(examples, this.model?.inputKind === "picture" && !this.trainable?.body);
    this.body = element("div", {}, this.controls.root, this.data.file, this.partly, this.report.root, this.script.shown);
    this.root = element(
      "section",
      { className: "learned-part" },
      element("h3", { textContent: say("learned.train.title") }),
      element("p", { textContent: say("learned.train.lead") }),
      this.problem,
      this.body,
    );
    this.body.addEventListener("change", this.script.refresh);
    this.controls.start.addEventListener("click", () => void this.train());
    this.controls.stop.addEventListener("click", () => this.halt());
    context.store.watch(["model"], ({ model }) => this.open(model));
  }

  private open(model: LoadedModel | null): void {
    this.halt();
    this.turn++;
    this.running = null;
    this.model = model;
    this.trainable = model && describeNetwork(model);
    const usable = this.data.open(model);
    const fault = this.trainable ? (usable ? null : "noData") : "unknown";
    this.problem.hidden = fault === null;
    this.problem.textContent = fault && say(`learned.train.${fault}`);
    this.body.hidden = fault !== null;
    const count = this.trainable?.body ? this.trainable.spec.layers.length : 0;
    this.partly.textContent = count ? say("learned.train.partly", { count }) : "";
    this.report.clear(this.trainable?.spec.loss ?? "mse");
    this.controls.idle();
    // Keras could not know the layers before these, nor data without a name.
    this.script.shown.hidden = Boolean(this.trainable?.body) || this.data.name === null;
    this.script.refresh();
  }

  /** The script of what the controls say. */
  private write(): string {
    const { data, trainable } = this;
    if (!trainable || data.name === null) return "";
    const written = { network: trainable.spec, data: data.name, ...this.controls.readOptions(trainable) };
    const keys = ["about", "data", "model", "falls", "moved"] as const;
    const remarks = Object.fromEntries(keys.map((key) => [key, say(`learned.script.${key}`)]));
    return writeTraining(written, remarks as Record<(typeof keys)[number], string>);
  }

  private async train(): Promise<void> {
    const { model, trainable } = this;
    if (!model || !trainable || this.running) return;
    const turn = ++this.turn;
    this.controls.busy();
    this.report.clear(trainable.spec.loss);
    this.report.say(say("learned.train.preparing"));
    try {
      const samples = await throughBody(await this.data.load(), trainable, model);
      if (turn !== this.turn) return;
      await this.follow(turn, samples);
    } catch (error) {
      if (turn === this.turn) this.report.say(say("learned.train.failed", { reason: (error as Error).message }));
    } finally {
      if (turn === this.turn) this.controls.idle();
      if (turn === this.turn) this.running = null;
    }
  }

  private async follow(turn: number, samples: Awaited<ReturnType<typeof throughBody>>): Promise<void> {
    const [trainable, model] = [this.trainable!, this.model!];
    const began = performance.now();
    this.report.announce(samples.test);
    let last: Progress | null = null;
    const show = oncePerFrame(() => {
      if (turn === this.turn) this.report.show(last!, performance.now() - began);
    });
    const hear = (progress: Progress): void => {
      last = progress;
      this.report.note(progress);
      show();
    };
    const task = { network: trainable.spec, samples, shuffle: true, ...this.controls.readOptions(trainable) };
    const running = await startTraining(task, hear, this.context.loadScript);
    if (turn !== this.turn) return running.stop();
    this.running = running;
    this.report.say(running.place === "page" ? say("learned.train.inPage") : "");
    const variables = await running.ended;
    if (turn !== this.turn || !last) return;
    const progress: Progress = last;
    const seconds = (performance.now() - began) / 1000;
    const key = progress.ending ?? "stopped";
    const reading = key === "done" || key === "stopped" ? await describeReading(trainable, variables, model, this.context.store.state) : "";
    this.report.end(`${say(`learned.train.${key}`, { seconds: formatNumber(seconds, 1) })} ${reading}`, key);
  }

  private halt(): void {
    if (this.running) return this.running.stop();
    // Still preparing: what comes of that is not wanted any more.
    this.turn++;
    this.report.say("");
    this.controls.idle();
  }
}
