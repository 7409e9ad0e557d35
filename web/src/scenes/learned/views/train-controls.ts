/** How to train: where to begin, the rate, the optimizer, how many examples a step; Train and Stop. */

import { makeSay } from "../../../messages/say";
import type { SceneContext } from "../../../page/scene";
import { element } from "../../../page/views/element";
import type { Trainable } from "../../../training/describe-network";
import type { OptimizerName } from "../../../training/math/optimizer";
import type { Task } from "../../../training/math/training";
import { MESSAGES } from "../messages";
import { makeField, makeLogSlider, makeSelect } from "./controls";

const say = makeSay(MESSAGES);
/** Powers of ten. */
const [LOWEST, HIGHEST] = [-4, 3];
const MANY = 10_000;
const RATES: Record<OptimizerName, number> = { adam: 0.01, sgd: 0.1 };
/** Sixty thousand examples to 97 % of the held-out ones: many small steps. */
const RATE_FOR_MANY = 0.0056;

function numbers(values: number[]) {
  return values.map((value) => ({ value: String(value), text: String(value) }));
}

export class TrainControls {
  readonly root: HTMLElement;
  readonly start = element("button", { type: "button", className: "learned-go", textContent: say("learned.train.start") });
  readonly stop = element("button", { type: "button", textContent: say("learned.train.stop") });
  private readonly from = makeSelect([
    { value: "zero", text: say("learned.train.zero") },
    { value: "own", text: say("learned.train.own") },
  ]);
  private readonly optimizer = makeSelect<OptimizerName>([
    { value: "adam", text: say("learned.train.adam") },
    { value: "sgd", text: say("learned.train.sgd") },
  ]);
  private readonly schedule = makeSelect<Task["schedule"]>([
    { value: "cosine", text: say("learned.train.cosine") },
    { value: "constant", text: say("learned.train.constant") },
  ]);
  private readonly batch = makeSelect(numbers([1, 8, 32, 64, 128, 512]));
  private readonly epochs = makeSelect(numbers([1, 5, 10, 15, 20, 50]));
  private readonly pictures = makeSelect([
    { value: "still", text: say("learned.train.still") },
    { value: "moved", text: say("learned.train.moved") },
  ]);
  private readonly picturesField = makeField(say("learned.train.pictures"), this.pictures.root);
  private rateIsChosen = false;
  private readonly rate = makeLogSlider(say("learned.train.rate"), LOWEST, HIGHEST, RATES.adam);

  constructor(context: SceneContext, data: HTMLElement) {
    const wanted = Number(context.readParameter("rate") ?? NaN);
    this.rateIsChosen = wanted >= 10 ** LOWEST && wanted <= 10 ** HIGHEST;
    if (this.rateIsChosen) this.rate.write(wanted);
    this.rate.slider.addEventListener("change", () => {
      this.rateIsChosen = true;
      context.writeParameter("rate", String(this.rate.value));
    });
    this.optimizer.root.addEventListener("change", () => this.rate.write(RATES[this.optimizer.value]));
    this.root = element(
      "div",
      { className: "learned-controls" },
      data,
      makeField(say("learned.train.from"), this.from.root),
      makeField(say("learned.train.optimizer"), this.optimizer.root),
      makeField(say("learned.train.batch"), this.batch.root),
      makeField(say("learned.train.epochs"), this.epochs.root),
      this.rate.root,
      makeField(say("learned.train.schedule"), this.schedule.root),
      this.picturesField,
      element("div", { className: "learned-buttons" }, this.start, this.stop),
    );
  }

  /** What the person has chosen. */
  readOptions({ variables }: Trainable): Pick<Task, "variables" | "optimizer" | "rate" | "schedule" | "batchSize" | "epochs" | "seed" | "move"> {
    return {
      variables: this.from.value === "own" ? variables : null,
      optimizer: this.optimizer.value,
      rate: this.rate.value,
      schedule: this.schedule.value,
      batchSize: Number(this.batch.value),
      epochs: Number(this.epochs.value),
      seed: Math.floor(Math.random() * 2 ** 31),
      move: this.pictures.value === "moved" && !this.picturesField.hidden,
    };
  }

  /** Propose what suits so many examples; pictures can be moved a little. */
  suit(examples: number, arePictures: boolean): void {
    const many = examples > MANY;
    this.batch.root.value = many ? "64" : "32";
    this.epochs.root.value = many ? "15" : "20";
    this.picturesField.hidden = !arePictures;
    this.pictures.root.value = many ? "moved" : "still";
    if (this.rateIsChosen || this.optimizer.value !== "adam") return;
    this.rate.write(many ? RATE_FOR_MANY : RATES.adam);
  }

  busy(): void {
    this.start.setAttribute("aria-disabled", "true");
    this.stop.setAttribute("aria-disabled", "false");
  }

  idle(): void {
    this.start.setAttribute("aria-disabled", "false");
    this.stop.setAttribute("aria-disabled", "true");
  }
}
