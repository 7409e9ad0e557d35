/** The smallest change that changes the answer, as far as a greedy search finds one. */

import { fillPatch, type Grid, type Patch } from "./blanking";

/** Asks the model about many pictures: one list of class values for each. */
export type AskMany = (pictures: Float32Array[]) => Promise<number[][]>;

/** A cell, or a block of cells, that is inked or emptied. */
export interface Change {
  patch: Patch;
  value: number;
}

/** How the search goes on, and what it found. */
export interface FlipSearch {
  changes: Change[];
  picture: Float32Array;
  /** The class values of the picture. */
  values: number[];
  found: boolean;
}

/** Pictures wider than this are changed in blocks. */
const MOST_ACROSS = 28;
/** After the first step only the most promising candidates are tried again. */
const KEPT = 96;
const MOST_CHANGES = 80;

function argmax(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}

/** How far a class is ahead of the best other one, on a scale where probabilities near 0 and 1 still differ. */
export function lead(values: readonly number[], of: number, probabilities: boolean): number {
  const scores = probabilities ? values.map((value) => Math.log(Math.max(value, 1e-37))) : values;
  return scores[of] - Math.max(...scores.filter((_, i) => i !== of));
}

/** Every block of the picture as a change: inked where it is empty, emptied where it is inked. */
export function makeCandidates(picture: Float32Array, grid: Grid, ground: number, ink: number): Change[] {
  const { rows, columns, channels } = grid;
  const side = Math.ceil(Math.max(rows, columns) / MOST_ACROSS);
  const candidates: Change[] = [];
  for (let top = 0; top < rows; top += side) {
    for (let left = 0; left < columns; left += side) {
      const patch = { top, left, height: Math.min(side, rows - top), width: Math.min(side, columns - left) };
      const value = picture[(top * columns + left) * channels];
      const inked = Math.abs(value - ground) > Math.abs(value - ink);
      // A grey cell may become either.
      if (!inked || value !== ink) candidates.push({ patch, value: ink });
      if (value !== ground) candidates.push({ patch, value: ground });
    }
  }
  return candidates;
}

/** Take back each change that is not needed; the earliest first, which were chosen when least was known. */
async function prune(start: Float32Array, grid: Grid, search: FlipSearch, before: number, ask: AskMany): Promise<FlipSearch> {
  let best = search;
  for (const change of search.changes) {
    const changes = best.changes.filter((other) => other !== change);
    const picture = changes.reduce((filled, { patch, value }) => fillPatch(filled, grid, patch, value), start);
    const [values] = await ask([picture]);
    if (argmax(values) !== before) best = { changes, picture, values, found: true };
  }
  return best;
}

/**
 * Search: of all single changes take the one that brings the answer's lead down most, and go on from there.
 *
 * @param goOn called after each step; false stops the search
 */
export async function searchFlip(
  start: Float32Array,
  grid: Grid,
  range: { ground: number; ink: number; probabilities: boolean },
  ask: AskMany,
  goOn: (search: FlipSearch) => boolean,
): Promise<FlipSearch> {
  const [values] = await ask([start]);
  const before = argmax(values);
  let search: FlipSearch = { changes: [], picture: start, values, found: false };
  let candidates = makeCandidates(start, grid, range.ground, range.ink);
  while (!search.found && search.changes.length < MOST_CHANGES && candidates.length > 0) {
    const pictures = candidates.map(({ patch, value }) => fillPatch(search.picture, grid, patch, value));
    const answers = await ask(pictures);
    const leads = answers.map((answer) => lead(answer, before, range.probabilities));
    const order = leads.map((_, i) => i).sort((a, b) => leads[a] - leads[b]);
    const best = order[0];
    search = {
      changes: [...search.changes, candidates[best]],
      picture: pictures[best],
      values: answers[best],
      found: argmax(answers[best]) !== before,
    };
    const { top, left } = candidates[best].patch;
    const next = order.slice(1, KEPT + 1).map((i) => candidates[i]);
    candidates = next.filter(({ patch }) => patch.top !== top || patch.left !== left);
    if (!goOn(search)) return search;
  }
  return search.found ? prune(start, grid, search, before, ask) : search;
}
