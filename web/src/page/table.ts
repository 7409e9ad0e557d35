/** Models of tables have fields with names, from a script of their own, dist/table.js: how it is called and found. */

import type { Store } from "./state";

/**
 * Fill the panel with a field for each column of the open model, and write what they say to the store.
 *
 * @param rows rows to begin with, as the model takes them: the stored samples
 * @param ask the model's first output number for each of many rows
 */
export type FillTable = (panel: HTMLElement, store: Store, rows: number[][], ask: AskRows) => void;

/** Gives the first output number of each row. */
export type AskRows = (rows: number[][]) => Promise<number[]>;

type Globals = { kerasdigitsTable?: FillTable };

/** Called by the script. */
export function registerTable(fill: FillTable): void {
  (globalThis as unknown as Globals).kerasdigitsTable = fill;
}

/** What the script has registered. */
export function findTable(): FillTable | undefined {
  return (globalThis as unknown as Globals).kerasdigitsTable;
}
