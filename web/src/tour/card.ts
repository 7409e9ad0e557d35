/** The card that says what a step shows, with Back, Next and a way out. It stands beside the controls, never over them all. */

import { makeSay } from "../messages/say";
import { element } from "../page/views/element";
import { MESSAGES } from "./messages";
import type { StepName } from "./steps";

const say = makeSay(MESSAGES);

/** What the card's buttons do. */
export interface Moves {
  back(): void;
  next(): void;
  end(): void;
}

/** The card, while the tour lasts. */
export class Card {
  private readonly progress = element("p", { className: "tour-progress" });
  private readonly title = element("h2", { id: "tour-title", tabIndex: -1 });
  private readonly text = element("p");
  private readonly back: HTMLButtonElement;
  private readonly next: HTMLButtonElement;
  private readonly shown: HTMLElement;

  constructor(moves: Moves) {
    this.back = this.makeButton(say("tour.back"), moves.back);
    this.next = this.makeButton(say("tour.next"), moves.next);
    this.next.classList.add("tour-next");
    const close = this.makeButton(say("tour.close"), moves.end);
    close.classList.add("quiet");
    this.shown = element(
      "section",
      { className: "tour-card" },
      this.progress,
      this.title,
      this.text,
      element("div", { className: "tour-buttons" }, this.back, this.next, close),
      element("p", { className: "hint tour-keys", textContent: say("tour.keys") }),
    );
    // Not modal: the controls that it lights are to be used.
    this.shown.setAttribute("role", "dialog");
    this.shown.setAttribute("aria-label", say("tour.label"));
    this.shown.setAttribute("aria-describedby", this.title.id);
    this.shown.addEventListener("keydown", (event) => {
      if (event.key === "ArrowRight") moves.next();
      else if (event.key === "ArrowLeft") moves.back();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    document.body.append(this.shown);
  }

  /** Show a step; the card moves to the side on which its control is not. */
  show(name: StepName, step: number, steps: number, target: HTMLElement): void {
    this.progress.textContent = say("tour.progress", { step, steps });
    this.title.textContent = say(`tour.${name}.title`);
    this.text.textContent = say(`tour.${name}.text`);
    this.back.ariaDisabled = String(step === 1);
    this.next.textContent = say(step === steps ? "tour.done" : "tour.next");
    const { left, right } = target.getBoundingClientRect();
    this.shown.dataset.side = (left + right) / 2 > innerWidth / 2 ? "left" : "right";
    this.title.focus({ preventScroll: true });
  }

  remove(): void {
    this.shown.remove();
  }

  private makeButton(text: string, pressed: () => void): HTMLButtonElement {
    const button = element("button", { type: "button", textContent: text });
    button.addEventListener("click", pressed);
    return button;
  }
}
