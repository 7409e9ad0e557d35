/** Which examples to train on, and the file that one can open for more. */

import { makeSay } from "../../../messages/say";
import type { LoadedModel } from "../../../model/model";
import { countValues } from "../../../model/shape";
import { findCompanion } from "../../../page/companions";
import type { SceneContext } from "../../../page/scene";
import { element } from "../../../page/views/element";
import { loadData, readPictures, takeParitySamples } from "../data-sources";
import { NpzFault } from "../../../training/math/npz";
import type { Samples } from "../../../training/math/samples";
import { MESSAGES } from "../messages";
import { type Choice, makeField, makeSelect } from "./controls";
import { formatNumber } from "../../../messages/say";

const say = makeSay(MESSAGES);
const MNIST_AREA = 784;
/** The data sets that come with a name, or are fetched by it. */
const NAMED = ["digits", "mnist", "fashion-mnist"];

type Kind = "whole" | "file" | "samples";

export class DataChoice {
  private readonly select = makeSelect<Kind>([]);
  readonly root = makeField(say("learned.train.data"), this.select.root);
  /** A button for a file of MNIST, where the model reads such pictures. */
  readonly file: HTMLElement;
  private readonly input = element("input", { type: "file", className: "visually-hidden", accept: ".npz" });
  private readonly told = element("p", { className: "hint", role: "status" });
  private model: LoadedModel | null = null;
  private opened: Samples | null = null;
  /** Told how many examples there are to learn from, whenever others are chosen. */
  chosen: (examples: number) => void = () => undefined;

  constructor(private readonly context: SceneContext) {
    const button = element("label", { className: "button" }, say("learned.train.choose"), this.input);
    this.file = element("div", { className: "learned-file" }, button, this.told);
    this.input.addEventListener("change", () => void this.read());
  }

  /** Offer what there is for a model; tells whether there is anything. */
  open(model: LoadedModel | null): boolean {
    this.model = model;
    this.opened = null;
    const area = model && countValues(model.inputShape);
    this.file.hidden = area !== MNIST_AREA || model?.classNames.length !== 10;
    this.told.textContent = say("learned.train.fileHint");
    this.chosen(0);
    return this.offer() || !this.file.hidden;
  }

  /** The data set by the name that `kerasdigits.data.load` knows it by; null where it has none. */
  get name(): string | null {
    const data = this.model?.metadata.training?.data;
    if (this.select.value === "file") return "mnist";
    return NAMED.includes(data ?? "") ? data! : null;
  }

  /** The samples that are chosen. */
  async load(): Promise<Samples> {
    const model = this.model!;
    if (this.select.value === "file") return this.opened!;
    if (this.select.value === "samples") return takeParitySamples(model)!;
    const script = findCompanion(this.context, model, model.metadata.data);
    if (!script) throw new Error(say("learned.train.noData"));
    return loadData(model, script, this.context.loadScript);
  }

  private offer(): boolean {
    const { model } = this;
    const samples = model && takeParitySamples(model);
    const count = (number: number): string => formatNumber(number);
    const training = model?.metadata.training as { train_samples?: number; test_samples?: number } | undefined;
    const whole = (training?.train_samples ?? 0) + (training?.test_samples ?? 0);
    const choices: Choice<Kind>[] = [];
    if (this.opened) {
      choices.push({ value: "file", text: say("learned.train.file", { count: count(this.opened.train + this.opened.test) }) });
    }
    if (model?.metadata.data) choices.push({ value: "whole", text: say("learned.train.whole", { count: count(whole) }) });
    if (samples) choices.push({ value: "samples", text: say("learned.train.samples", { count: count(samples.train + samples.test) }) });
    this.select.fill(choices);
    return choices.length > 0;
  }

  private async read(): Promise<void> {
    const { model } = this;
    const [file] = this.input.files ?? [];
    this.input.value = "";
    if (!file || !model) return;
    this.told.textContent = say("learned.train.preparing");
    try {
      const samples = await readPictures(file, model, this.context.loadScript);
      if (this.model !== model) return;
      this.opened = samples;
      this.offer();
      this.select.root.value = "file";
      this.chosen(samples.train);
      this.told.textContent = say("learned.train.file", { count: formatNumber(samples.train + samples.test) });
    } catch (error) {
      const fault = error instanceof NpzFault ? error : new NpzFault("damaged", file.name);
      this.told.textContent = say(`learned.file.${fault.fault}`, { detail: fault.detail });
    }
  }
}
