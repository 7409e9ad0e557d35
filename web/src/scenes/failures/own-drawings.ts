/** A pad, a button for each class, and the drawings that were given one. */

import { strokesToInput } from "../../ink/input";
import type { LoadedModel } from "../../model/model";
import type { SceneContext } from "../../page/scene";
import { Store } from "../../page/state";
import { startPad } from "../../page/views/drawing";
import { element } from "../../page/views/element";
import { startKeyboardPen } from "../../page/views/keyboard-pen";
import { paintInput } from "../../page/views/model-view";
import type { Reading } from "./math/mistakes";
import { say } from "./messages";
import type { Examples } from "./lesson";

/** One drawing as the model's input, and what it is. */
interface Drawing {
  input: Float32Array;
  label: number;
}

/** A pad whose drawing belongs to the scene alone. */
function makePad(store: Store): HTMLElement {
  const canvas = element("canvas", { className: "own-pad", tabIndex: 0, ariaLabel: say("failures.padName") });
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-description", say("failures.padHelp"));
  const hint = element("p", { className: "pad-hint", ariaHidden: "true", textContent: say("failures.padHint") });
  const frame = element("div", { className: "pad-frame" }, canvas, hint);
  // The page's own keys, Delete and Control Z, are for its own pad.
  canvas.addEventListener("keydown", (event) => {
    const undo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";
    if (undo) store.undo();
    else if (event.key === "Delete") store.give({ kind: "empty" });
    if (undo || event.key.length === 1 || ["Delete", "Escape"].includes(event.key)) event.stopPropagation();
  });
  startPad(canvas, store);
  startKeyboardPen(store, canvas, frame);
  store.watch(["source"], ({ source }) => (hint.hidden = source.kind !== "empty"));
  return frame;
}

/** The drawings of one's own, and where they are made. */
export class OwnDrawings {
  readonly element: HTMLElement;
  private readonly pad = new Store();
  private drawings: Drawing[] = [];
  private readonly list = element("div", { className: "own-list" });
  private readonly status = element("p", { className: "hint", role: "status" });

  /** @param changed is called whenever a drawing came or went */
  constructor(
    private readonly context: SceneContext,
    private readonly model: LoadedModel,
    private readonly changed: () => void,
  ) {
    const clear = element("button", { type: "button", className: "quiet", textContent: say("failures.clear") });
    clear.addEventListener("click", () => this.pad.give({ kind: "empty" }));
    const take = element("button", { type: "button", className: "quiet", textContent: say("failures.take") });
    take.addEventListener("click", () => this.takeAbove());
    this.element = element(
      "div",
      { className: "own" },
      element("div", { className: "own-give" }, makePad(this.pad), element("div", { className: "own-tools" }, clear, take)),
      element("div", { className: "own-say" }, this.makeLabels(), this.status, this.list),
    );
    this.show([]);
  }

  /** All drawings as the model takes them. */
  get examples(): Examples {
    const width = this.drawings[0]?.input.length ?? 0;
    const inputs = new Float32Array(this.drawings.length * width);
    this.drawings.forEach(({ input }, i) => inputs.set(input, i * width));
    return { inputs, labels: this.drawings.map(({ label }) => label) };
  }

  /** Show the drawings, with what the model in use makes of them. */
  show(readings: readonly Reading[]): void {
    const shown = this.drawings.map((drawing, i) => this.makeThumbnail(drawing, i, readings[i]));
    const none = element("p", { className: "hint", textContent: say("failures.ownNone") });
    this.list.replaceChildren(...(shown.length ? shown : [none]));
  }

  private makeLabels(): HTMLElement {
    const buttons = this.model.classNames.map((name, label) => {
      const button = element("button", { type: "button", textContent: name });
      button.ariaLabel = say("failures.labelName", { label: name });
      button.addEventListener("click", () => this.add(label));
      return button;
    });
    const row = element("div", { className: "own-labels" }, ...buttons);
    row.setAttribute("role", "group");
    row.ariaLabel = say("failures.label");
    return element("div", {}, element("p", { className: "own-label", textContent: say("failures.label") }), row);
  }

  /** Set by "take the drawing above", until somebody draws here. */
  private taken: Float32Array | null = null;

  private takeAbove(): void {
    const { input, source } = this.context.store.state;
    if (source.kind === "strokes") {
      this.pad.give({ kind: "strokes", strokes: source.strokes.map((stroke) => stroke.slice()) });
      this.taken = null;
    } else if (input) {
      this.pad.give({ kind: "empty" });
      this.taken = input;
    }
    this.status.textContent = input ? "" : say("failures.noDrawing");
  }

  private add(label: number): void {
    const { source } = this.pad.state;
    const drawn = source.kind === "strokes" && source.strokes.length > 0;
    const input = drawn ? strokesToInput(source.strokes, this.model.recipe!, true) : this.taken;
    this.status.textContent = input ? "" : say("failures.noDrawing");
    if (!input) return;
    this.drawings = [...this.drawings, { input, label }];
    this.taken = null;
    this.pad.give({ kind: "empty" });
    this.changed();
  }

  private makeThumbnail({ input, label }: Drawing, place: number, reading: Reading | undefined): HTMLButtonElement {
    const canvas = element("canvas");
    paintInput(canvas, this.model, input);
    const { classNames } = this.model;
    const answer = reading ? classNames[reading.answer] : "…";
    const values = { number: place + 1, label: classNames[label], answer };
    const button = element(
      "button",
      { type: "button", className: "exhibit", title: say("failures.removeHint") },
      canvas,
      element("span", { className: "exhibit-answer", ariaHidden: "true", textContent: say("failures.sample", values) }),
    );
    button.classList.toggle("wrong", reading !== undefined && reading.answer !== label);
    button.ariaLabel = say("failures.remove", values);
    button.addEventListener("click", () => {
      this.drawings = this.drawings.filter((_, i) => i !== place);
      this.changed();
    });
    return button;
  }
}
