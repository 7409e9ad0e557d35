/** How a training goes: numbers, a live curve, and what came of it. */

import { formatNumber, keepTogether, makeSay } from "../../../messages/say";
import { element } from "../../../page/views/element";
import type { LossName } from "../../../training/math/loss";
import { type Ending, MEASURED_MEANWHILE, type Progress } from "../../../training/math/training";
import { MESSAGES } from "../messages";
import { writeNumber, writePercent } from "../numbers";
import { makeChart } from "./chart";

const say = makeSay(MESSAGES);
/** A curve of more points is thinned: every second one goes. */
const MOST_POINTS = 400;

function makeNumber(name: string) {
  const value = element("dd", { textContent: "–" });
  return { value, name: element("dt", { textContent: name }) };
}

export class TrainReport {
  readonly root: HTMLElement;
  private readonly numbers = {
    heldOut: makeNumber(say("learned.train.accuracy")),
    loss: makeNumber(say("learned.train.loss")),
    epoch: makeNumber(say("learned.train.epoch")),
    time: makeNumber(say("learned.train.time")),
  };
  private readonly chart = makeChart(say("learned.train.loss"));
  private readonly told = element("p", { className: "learned-told", role: "status" });
  private readonly about = element("p", { className: "hint" });
  private loss: LossName = "mse";
  private x: number[] = [];
  private y: number[] = [];

  constructor() {
    const list = element("dl", { className: "learned-numbers" });
    for (const { name, value } of Object.values(this.numbers)) list.append(element("div", {}, name, value));
    this.root = element("div", { className: "learned-report" }, list, this.about, this.told, this.chart.root);
    this.chart.root.hidden = true;
  }

  /** Forget the last training. */
  clear(loss: LossName): void {
    this.loss = loss;
    [this.x, this.y] = [[], []];
    this.chart.root.hidden = true;
    this.told.textContent = this.about.textContent = "";
    delete this.told.dataset.state;
    for (const { value } of Object.values(this.numbers)) value.textContent = "–";
    this.numbers.heldOut.name.textContent = say(loss === "mse" || loss === "mae" ? "learned.train.off" : "learned.train.accuracy");
  }

  /** Remember a point of the curve. */
  note({ epoch, loss }: Progress): void {
    if (!Number.isFinite(loss)) return;
    this.x.push(epoch);
    this.y.push(loss);
    if (this.x.length > MOST_POINTS) {
      this.x = this.x.filter((_, i) => i % 2 === 0);
      this.y = this.y.filter((_, i) => i % 2 === 0);
    }
  }

  /** Show where a training is. */
  show({ epoch, heldOut, loss }: Progress, milliseconds: number): void {
    const { numbers } = this;
    numbers.loss.value.textContent = writeNumber(loss);
    numbers.epoch.value.textContent = formatNumber(epoch, 1);
    numbers.time.value.textContent = `${formatNumber(milliseconds / 1000, 1)} s`;
    const shares = this.loss === "cross-entropy" || this.loss === "binary-cross-entropy";
    if (heldOut !== null) numbers.heldOut.value.textContent = shares ? keepTogether(`${writePercent(heldOut)} %`) : writeNumber(heldOut);
    this.chart.root.hidden = this.x.length < 2;
    const [first, last] = [writeNumber(this.y[0]), writeNumber(this.y.at(-1) ?? NaN)];
    const curve = { style: "first", name: say("learned.curves.loss"), x: this.x, y: this.y } as const;
    this.chart.draw([curve], say("learned.train.chart", { first, last }));
    this.chart.point(this.x.at(-1) ?? null);
  }

  /** Say how many held-out samples are asked. */
  announce(test: number): void {
    const values = { count: formatNumber(MEASURED_MEANWHILE), all: formatNumber(test) };
    this.about.textContent = test > MEASURED_MEANWHILE ? say("learned.train.some", values) : "";
  }

  say(text: string): void {
    this.told.textContent = text;
  }

  /** Say what came of it; `state` colours the words. */
  end(text: string, state: Ending | "stopped"): void {
    this.told.textContent = text.trim();
    this.told.dataset.state = state;
  }
}
