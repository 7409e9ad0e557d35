/** The guided tour is a script of its own, dist/tour.js: what it gets from the page, and how it is found. */

import type { SceneName } from "./scene";
import type { Store } from "./state";

/** What the tour gets from the page. */
export interface TourContext {
  store: Store;
  /** Load a scene; rejects when it does not open. */
  openScene(name: SceneName): Promise<void>;
  /** Change a parameter of the page's address; null takes it away. */
  writeParameter(name: string, value: string | null): void;
  /** The tour is over; the keyboard's focus goes back to where it began. */
  ended(): void;
}

/** Begin the tour at a step, 1 the first. */
export type StartTour = (context: TourContext, step: number) => void;

type Globals = { kerasdigitsTour?: StartTour };

/** Called by the tour's script. */
export function registerTour(start: StartTour): void {
  (globalThis as unknown as Globals).kerasdigitsTour = start;
}

/** What the tour's script has registered. */
export function findTour(): StartTour | undefined {
  return (globalThis as unknown as Globals).kerasdigitsTour;
}
