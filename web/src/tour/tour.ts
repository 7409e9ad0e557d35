/** The tour: one step after the other, each with its control set and lit. */

import type { TourContext } from "../page/tour";
import { Card } from "./card";
import { findVisible } from "./press";
import { type Step, STEPS } from "./steps";

const LIT = "tour-lit";
const PARAMETER = "tour";
/** A scene fills its stage while it starts: so many milliseconds are given to the control to be there. */
const PATIENCE = 2000;

/** In pixels: the width up to which the card lies over the foot of the screen, and the height of the links at its top. */
const PHONE = 640;
const LINKS_HEIGHT = 80;

/** Wait for a control, a frame at a time. */
async function waitFor(selector: string, patience: number): Promise<HTMLElement | null> {
  const end = performance.now() + patience;
  for (;;) {
    const found = findVisible(selector);
    if (found || performance.now() > end) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** On a phone the card covers the lower part of the screen, so the control goes to the top. */
function bringIntoSight(target: HTMLElement): void {
  if (innerWidth <= PHONE) {
    target.scrollIntoView({ block: "start" });
    return;
  }
  const { top, bottom } = target.getBoundingClientRect();
  if (top < LINKS_HEIGHT || bottom > innerHeight) target.scrollIntoView({ block: "center" });
}

/** Runs while its card is on the screen. */
export class Tour {
  private steps: Step[];
  private current: Step | null = null;
  private lit: HTMLElement | null = null;
  private moving = false;
  private readonly card: Card;

  constructor(private readonly context: TourContext) {
    // What lies below the first screen is not loaded yet: such a step is left out when it is found missing.
    this.steps = STEPS.filter(({ scene, target }) => scene !== undefined || findVisible(target) !== null);
    this.card = new Card({
      back: () => this.move(-1),
      next: () => this.move(1),
      end: () => this.end(),
    });
    document.addEventListener("keydown", this.escape, true);
  }

  /** Go to a step, 1 the first; beyond the last one there is the last one. */
  async start(step: number): Promise<void> {
    const index = Math.min(step, this.steps.length) - 1;
    if (index < 0) this.end();
    else await this.open(index, 1);
  }

  end(): void {
    this.leave();
    document.removeEventListener("keydown", this.escape, true);
    this.card.remove();
    this.context.writeParameter(PARAMETER, null);
    this.context.ended();
  }

  /** The pad clears itself by Escape: not while the tour is there. */
  private readonly escape = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    event.preventDefault();
    this.end();
  };

  private move(direction: 1 | -1): void {
    if (this.moving || !this.current) return;
    const index = this.steps.indexOf(this.current) + direction;
    if (index === this.steps.length) this.end();
    else if (index >= 0) void this.open(index, direction);
  }

  /** Open a step; one whose control is missing goes out, and its neighbour is opened. */
  private async open(index: number, direction: 1 | -1): Promise<void> {
    this.moving = true;
    this.leave();
    const step = this.steps[index];
    const target = await this.reach(step);
    this.moving = false;
    if (target) {
      this.light(step, target);
      return;
    }
    this.steps = this.steps.filter((other) => other !== step);
    if (this.steps.length === 0) this.end();
    else await this.open(Math.max(0, Math.min(direction === 1 ? index : index - 1, this.steps.length - 1)), direction);
  }

  private async reach({ scene, target }: Step): Promise<HTMLElement | null> {
    try {
      if (scene) await this.context.openScene(scene);
    } catch {
      return null;
    }
    return waitFor(target, scene ? PATIENCE : 0);
  }

  private light(step: Step, target: HTMLElement): void {
    this.current = step;
    step.enter?.(this.context.store);
    target.classList.add(LIT);
    this.lit = target;
    bringIntoSight(target);
    const number = this.steps.indexOf(step) + 1;
    this.card.show(step.name, number, this.steps.length, target);
    this.context.writeParameter(PARAMETER, String(number));
  }

  private leave(): void {
    this.lit?.classList.remove(LIT);
    this.current?.leave?.(this.context.store);
    this.lit = this.current = null;
  }
}
