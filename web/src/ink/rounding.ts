/** One rounding rule for Python and the page: half up, with a margin so that both agree on exact halves. */

/** What two ways to sum the same numbers may differ by. */
export const TIE = 1e-6;

/** Round half up. */
export function roundHalfUp(value: number): number {
  return Math.floor(value + 0.5 + TIE);
}
