/** The second half of the scene: one's own drawings teach a copy of the model, and it shows what that changed. */

import { formatNumber } from "../../model/format";
import type { LoadedModel } from "../../model/model";
import type { TestSamples } from "../../model/test-samples";
import type { SceneContext } from "../../page/scene";
import { element } from "../../page/views/element";
import { askAll } from "./answers";
import { offer, packTaught, taughtName } from "./download";
import { inputOf } from "./gallery";
import { say } from "./messages";
import { OwnDrawings } from "./own-drawings";
import { Diverged, type Pupil } from "./pupil";
import type { Reading } from "./math/mistakes";
import { showResults } from "./results-view";
import { makeControls } from "./teaching-controls";

/** The test samples, and what Keras's model answers to them; null where there are none. */
export interface Tested {
  samples: TestSamples;
  readings: readonly Reading[];
}

function makeAction(text: string, act: () => void): HTMLButtonElement {
  const button = element("button", { type: "button", textContent: text });
  button.addEventListener("click", () => {
    if (button.ariaDisabled !== "true") act();
  });
  return button;
}

/** Teaching on the screen. */
class Teaching {
  readonly element: HTMLElement;
  private readonly own: OwnDrawings;
  private readonly controls = makeControls();
  private readonly status = element("p", { className: "teach-status", role: "status" });
  private readonly hint = element("p", { className: "hint" });
  private readonly results = element("div", { className: "teach-results" });
  private readonly teach = makeAction(say("failures.teach"), () => void this.run());
  private readonly undo = makeAction(say("failures.undo"), () => void this.takeBack());
  private readonly use = makeAction(say("failures.use"), () => this.swap());
  private readonly download = makeAction(say("failures.download"), () => void this.hand());
  private busy = false;
  /** Counts the refreshes: a newer one makes the older one's answers stale. */
  private refreshed = 0;

  constructor(
    private readonly context: SceneContext,
    private readonly model: LoadedModel,
    private readonly tested: Tested | null,
    private readonly pupil: Pupil,
  ) {
    this.own = new OwnDrawings(context, model, () => void this.refresh());
    this.teach.classList.add("primary");
    const command = `kerasdigits import ${taughtName(model.name)}/model.json taught.keras`;
    this.hint.textContent = say("failures.downloadHint", { command });
    this.element = element(
      "section",
      { className: "panel teach" },
      element("h3", { textContent: say("failures.teachTitle") }),
      element("p", { className: "hint", textContent: say("failures.teachLead") }),
      this.own.element,
      this.controls.element,
      element("div", { className: "teach-actions" }, this.teach, this.undo, this.use, this.download),
      this.status,
      this.hint,
      this.results,
    );
    this.enable();
  }

  private get isUsed(): boolean {
    const { model } = this.context.store.state;
    return model !== null && model === this.pupil.taught;
  }

  private enable(): void {
    const taught = this.pupil.taught !== null;
    this.hint.hidden = !taught;
    this.teach.ariaDisabled = String(this.busy || this.own.examples.labels.length === 0);
    for (const button of [this.undo, this.use, this.download]) button.ariaDisabled = String(this.busy || !taught);
    this.use.textContent = say(taught && this.isUsed ? "failures.useOriginal" : "failures.use");
    if (this.own.examples.labels.length === 0) this.status.textContent = say("failures.needs");
    else if (this.status.textContent === say("failures.needs")) this.status.textContent = "";
  }

  /** Ask again about one's own drawings and about the test samples. */
  private async refresh(): Promise<void> {
    const ticket = ++this.refreshed;
    this.own.show([]);
    this.enable();
    const { taught, original } = this.pupil;
    const examples = this.own.examples;
    const before = await askAll(original, examples.inputs, examples.labels);
    const after = taught ? await askAll(taught, examples.inputs, examples.labels) : before;
    if (ticket !== this.refreshed) return;
    this.own.show(after);
    if (!taught) {
      this.results.replaceChildren();
      return;
    }
    const { samples, readings } = this.tested ?? {};
    const answered = samples ? await askAll(taught, samples.inputs, samples.labels) : [];
    if (ticket !== this.refreshed) return;
    const choose = (reading: Reading): void => {
      this.context.store.give({ kind: "input", values: inputOf(samples!, reading.row) });
      document.getElementById("read")?.scrollIntoView();
    };
    const exhibit = samples ? { model: this.model, samples, choose } : null;
    showResults(this.results, { before, after }, { before: readings ?? [], after: answered }, exhibit);
  }

  private async run(): Promise<void> {
    const plan = this.controls.read();
    this.busy = true;
    this.enable();
    try {
      await this.pupil.teach(this.own.examples, plan, (step, loss) => {
        this.status.textContent = say("failures.training", { step, steps: plan.steps, loss: formatNumber(loss) });
      });
    } catch (error) {
      const reason = (error as Error).message;
      this.status.textContent = error instanceof Diverged ? say("failures.diverged") : say("failures.cannot", { reason });
    }
    this.busy = false;
    await this.settle();
  }

  private async takeBack(): Promise<void> {
    const used = this.isUsed;
    this.pupil.undo();
    if (used && !this.pupil.taught) this.show("original");
    this.status.textContent = this.pupil.taught ? "" : say("failures.nothingTaught");
    await this.settle();
  }

  private async settle(): Promise<void> {
    this.enable();
    if (this.isUsed) this.ask();
    await this.refresh();
  }

  private swap(): void {
    this.show(this.isUsed ? "original" : "taught");
    this.enable();
  }

  /** Put a model in the page's place, and have its parity told anew. */
  private show(which: "taught" | "original"): void {
    const { store, session } = this.context;
    store.set({ model: this.pupil.use(which), parity: {}, latencies: [] });
    void session.check();
  }

  /** The taught model has changed under the page: have the drawing read again. */
  private ask(): void {
    const { store } = this.context;
    store.set({ source: { ...store.state.source } });
  }

  private async hand(): Promise<void> {
    try {
      offer(await packTaught(this.pupil), `${taughtName(this.model.name)}.zip`);
    } catch (error) {
      this.status.textContent = say("failures.cannot", { reason: (error as Error).message });
    }
  }
}

/** Make the view; a model without layers cannot be taught, and says so. */
export function makeTeachingView(context: SceneContext, model: LoadedModel, tested: Tested | null, pupil: Pupil): HTMLElement {
  if (model.network.layersModel) return new Teaching(context, model, tested, pupil).element;
  return element(
    "section",
    { className: "panel" },
    element("h3", { textContent: say("failures.teachTitle") }),
    element("p", { className: "hint", textContent: say("failures.cannot", { reason: say("failures.graph") }) }),
  );
}
