/** How many digits a number needs after its point, to be read. */

/** So many that three count, and at most six. */
export function digitsOf(value: number, counting = 3): number {
  if (value === 0 || !Number.isFinite(value)) return 0;
  return Math.min(6, Math.max(0, counting - 1 - Math.floor(Math.log10(Math.abs(value)))));
}
