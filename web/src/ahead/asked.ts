/** A script that is on its way before page.js runs, which waits for it then. */

import type { IndexEntry } from "../model/metadata";

type Globals = { kerasdigitsAsked?: { source: string; arrived: Promise<void> } };

const globals = globalThis as unknown as Globals;

/** The model that the address asks for, or the first one. */
export function findEntry(entries: IndexEntry[], wanted: string | null): IndexEntry | undefined {
  return entries.find(({ name }) => name === wanted) ?? entries[0];
}

/** Load a script; who wants it later takes it over. */
export function askAhead(source: string): void {
  const script = Object.assign(document.createElement("script"), { src: source });
  const arrived = new Promise<void>((resolve, reject) => {
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(source));
  });
  // Whoever takes it over says what is wrong.
  arrived.catch(() => undefined);
  globals.kerasdigitsAsked = { source, arrived };
  document.head.append(script);
}

/** The promise of a script that was asked for ahead; null where it was not, or was taken over before. */
export function takeAsked(source: string): Promise<void> | null {
  const asked = globals.kerasdigitsAsked;
  if (asked?.source !== source) return null;
  delete globals.kerasdigitsAsked;
  return asked.arrived;
}
