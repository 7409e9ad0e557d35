/** A line through samples, its error, and the slope of that error: what the landscape is made of. */

/** A kernel and a bias: the line `kernel * x + bias`. */
export interface Line {
  kernel: number;
  bias: number;
}

/** The mean distance of a line's answers from the true ones. */
export function meanAbsoluteError({ kernel, bias }: Line, x: readonly number[], y: readonly number[]): number {
  return x.reduce((total, value, i) => total + Math.abs(kernel * value + bias - y[i]), 0) / x.length;
}
