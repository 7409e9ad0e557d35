/** The state of the lab: settings, and the walk that follows from them. */

import { makeSurface } from "./math/landscapes";
import type { Place } from "./math/place";
import { startAtRandom } from "./math/restarts";
import { FIRST, type LandscapeName, MOST_STEPS, type Settings, STARTS } from "./math/settings";
import type { Surface } from "./math/surface";
import { Walk } from "./math/walk";

/** The stages of a step; the last one moves the weights. */
export const STAGES = 4;

const SCATTERED = 20;
const SCATTERED_STEPS = 400;

/** Changes by its methods only, and calls whoever watches. */
export class Lab {
  settings: Settings = FIRST;
  surface: Surface = makeSurface(FIRST.landscape);
  walk = new Walk(this.surface, FIRST);
  /** How many stages of the last step are shown; before the last one the weights have not moved. */
  stage = STAGES;
  /** Walks from random places, as long as they are shown. */
  scattered: Walk[] = [];
  private scatters = 0;
  private readonly listeners: (() => void)[] = [];

  /** Call now, and after each change. */
  watch(listener: () => void): void {
    this.listeners.push(listener);
    listener();
  }

  /** How many steps of the walk are seen. */
  get shownSteps(): number {
    return this.stage < STAGES ? this.walk.steps - 1 : this.walk.steps;
  }

  /** The place that is seen. */
  get shownPlace(): Place {
    return this.walk.path[this.shownSteps];
  }

  get isOver(): boolean {
    return this.walk.diverged || this.walk.steps >= MOST_STEPS;
  }

  /** Change settings; as many steps are taken again. Another landscape has a start of its own. */
  choose(change: Partial<Settings>, steps = this.shownSteps): void {
    const elsewhere = change.landscape !== undefined && !sameMap(change.landscape, this.settings.landscape);
    this.settings = { ...this.settings, ...(elsewhere && { start: STARTS[change.landscape!] }), ...change };
    this.surface = makeSurface(this.settings.landscape);
    this.scattered = [];
    this.walk = new Walk(this.surface, this.settings);
    this.walk.goTo(elsewhere ? 0 : steps);
    this.stage = STAGES;
    this.tell();
  }

  /** Show the next stage of a step, or the first one of the next step. */
  showStage(): void {
    if (this.stage < STAGES) this.stage += 1;
    else if (!this.isOver) {
      this.walk.step();
      this.stage = 1;
    }
    this.tell();
  }

  /** Take whole steps; one that is half shown is finished first. */
  advance(count: number): void {
    const half = this.stage < STAGES ? 1 : 0;
    this.stage = STAGES;
    this.walk.goTo(Math.min(MOST_STEPS, this.walk.steps + count - half));
    this.tell();
  }

  reset(): void {
    this.choose({}, 0);
  }

  /** Walks from twenty random places, other ones each time. */
  scatter(): void {
    this.scatters += 1;
    this.scattered = startAtRandom(this.surface, this.settings, SCATTERED, SCATTERED_STEPS, 17 * this.scatters);
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

function sameMap(a: LandscapeName, b: LandscapeName): boolean {
  return (a === "valleys") === (b === "valleys");
}
