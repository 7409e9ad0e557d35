/** One model of the table: loaded, checked against Keras, and asked. */

import { classValues } from "../model/answers";
import { formatExponent, formatMilliseconds, formatPercent, median } from "../model/format";
import type { IndexEntry } from "../model/metadata";
import type { LoadedModel } from "../model/model";
import { argmax } from "../model/parity";
import { predict } from "../model/predict";
import { makeSay } from "../messages/say";
import type { CompareContext } from "../page/compare";
import type { PageState } from "../page/state";
import { MESSAGES } from "./messages";

const say = makeSay(MESSAGES);

/** So many predictions give a time that is worth showing. */
const REMEMBERED = 11;

/** A model that answers what is on the pad, whichever model is open. */
export class OtherModel {
  private model: LoadedModel | null = null;
  private readonly times: number[] = [];
  /** Does it compute Keras's numbers? In words. */
  parity = "";

  constructor(
    readonly entry: IndexEntry,
    private readonly context: Pick<CompareContext, "load" | "read" | "check">,
  ) {}

  /** Load the model and replay its samples. Rejects when it does not load. */
  async load(): Promise<LoadedModel> {
    this.model = await this.context.load(this.entry.name);
    this.parity = await this.describeParity(this.model);
    return this.model;
  }

  /** The bytes of its weights; null before it is loaded. */
  get bytes(): number | null {
    return this.model?.weightBytes ?? null;
  }

  /** The time of a prediction, in words. */
  get time(): string {
    const typical = median(this.times);
    return typical === null ? say("others.nothing") : formatMilliseconds(typical);
  }

  /** Read what is on the pad, by this model's own recipe; the answer in words. */
  async answer(state: Readonly<PageState>): Promise<string> {
    const { model } = this;
    // A stored sample belongs to the open model, and numbers to its fields.
    const drawn = state.source.kind === "strokes" || state.source.kind === "picture";
    if (model && model.inputKind !== "picture") return say("others.noPictures");
    const input = model && drawn ? this.context.read(state, model) : null;
    if (!model || !input) return say("others.draw");
    const started = performance.now();
    const output = await predict(model, input, 1);
    this.times.push(performance.now() - started);
    if (this.times.length > REMEMBERED) this.times.shift();
    const values = output.length === 1 ? classValues([...output], model.classNames) : [...output];
    const best = argmax(values);
    return say("others.choice", { name: model.classNames[best] ?? String(best), share: formatPercent(values[best]) });
  }

  private async describeParity(model: LoadedModel): Promise<string> {
    const result = await this.context.check(model);
    if (result.status === "failed") throw new Error(result.message);
    if (result.status !== "done") return say("others.unknown");
    const { passed, maxAbsDifference } = result.replay;
    return say(passed ? "others.same" : "others.different", { difference: formatExponent(maxAbsDifference) });
  }
}
