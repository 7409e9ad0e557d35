/** The table of all models is a script of its own, dist/compare.js: what it gets from the page, and how it is found. */

import type { LoadedModel } from "../model/model";
import type { ParityState, PageState, Store } from "./state";

/** What the table gets from the page. */
export interface CompareContext {
  store: Store;
  /** Where the table goes. */
  place: HTMLElement;
  /** Load a model of the index beside the open one. */
  load(name: string): Promise<LoadedModel>;
  /** Show a model of the index on the page. */
  open(name: string): void;
  /** What a model would read of what was given; null when there is nothing to read. */
  read(state: Readonly<PageState>, model: LoadedModel): Float32Array | null;
  /** Does it compute Keras's numbers? */
  check(model: LoadedModel): Promise<ParityState>;
  /** What is known about it. */
  makeCard(model: LoadedModel): HTMLElement;
}

/** Fill the place with the table; gives what asks all models anew. */
export type StartCompare = (context: CompareContext) => () => void;

type Globals = { kerasdigitsCompare?: StartCompare };

/** Called by the script. */
export function registerCompare(start: StartCompare): void {
  (globalThis as unknown as Globals).kerasdigitsCompare = start;
}

/** What the script has registered. */
export function findCompare(): StartCompare | undefined {
  return (globalThis as unknown as Globals).kerasdigitsCompare;
}
