/** Plays the walk: the first steps stage by stage, then faster and faster. */

import { type Lab, STAGES } from "./lab";

/** Milliseconds for a stage, for as many steps as this, and then for a whole step. */
const STAGE_TIME = 220;
const SLOW_STEPS = 2;
const STEP_TIME = 60;
/** Behind on a slow machine, or back from another tab: so many steps are taken in one frame at most. */
const MOST_AT_ONCE = 5;

/** Moves a lab on while the stage is on the screen. */
export class Player {
  playing = false;
  private played = 0;
  private waited = 0;
  private before = 0;
  private visible = true;

  constructor(
    private readonly lab: Lab,
    stage: HTMLElement,
    private readonly changed: () => void,
  ) {
    new IntersectionObserver(([entry]) => {
      this.visible = entry.isIntersecting;
    }).observe(stage);
  }

  /** With reduced motion nothing moves by itself. */
  static get allowed(): boolean {
    return !matchMedia("(prefers-reduced-motion: reduce)").matches;
  }

  play(): void {
    if (this.playing || !Player.allowed || this.lab.isOver) return;
    this.playing = true;
    this.played = this.waited = 0;
    this.before = performance.now();
    this.changed();
    requestAnimationFrame(this.move);
  }

  pause(): void {
    if (!this.playing) return;
    this.playing = false;
    this.changed();
  }

  private readonly move = (now: number): void => {
    if (!this.playing) return;
    if (this.visible) this.waited += now - this.before;
    this.before = now;
    this.goOn();
    if (this.lab.isOver) this.pause();
    else requestAnimationFrame(this.move);
  };

  private goOn(): void {
    if (this.played < SLOW_STEPS) {
      if (this.waited < STAGE_TIME) return;
      this.waited = 0;
      this.lab.showStage();
      if (this.lab.stage === STAGES) this.played += 1;
      return;
    }
    const steps = Math.floor(this.waited / STEP_TIME);
    if (steps < 1) return;
    this.waited -= steps * STEP_TIME;
    this.lab.advance(Math.min(steps, MOST_AT_ONCE));
  }
}
