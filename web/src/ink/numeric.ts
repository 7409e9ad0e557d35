/** Medians, quantiles and a small least-squares fit, the way NumPy computes them. */

/** The q-quantile with linear interpolation, as numpy.quantile gives it. */
export function quantile(values: ArrayLike<number>, q: number): number {
  const sorted = Float64Array.from(values).sort();
  const at = q * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
}

/** Round to the nearest whole number, halves to the even one, as Python's round does. */
export function roundHalfEven(value: number): number {
  const down = Math.floor(value);
  if (value - down !== 0.5) return Math.round(value);
  return down % 2 === 0 ? down : down + 1;
}

/** Gaussian elimination with pivoting on the rows [A | b] of a square system; the rows are used up. */
function solve(rows: number[][]): number[] {
  const n = rows.length;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(rows[i][k]) > Math.abs(rows[pivot][k])) pivot = i;
    [rows[k], rows[pivot]] = [rows[pivot], rows[k]];
    for (let i = 0; i < n; i++) {
      const factor = i === k ? 0 : rows[i][k] / rows[k][k];
      if (factor) for (let j = k; j <= n; j++) rows[i][j] -= factor * rows[k][j];
    }
  }
  return rows.map((row, k) => row[n] / row[k]);
}

/** Coefficients c that minimise the sum of (terms · c - value)²; a trace of ridge keeps it solvable. */
export function leastSquares(terms: readonly number[][], values: readonly number[]): number[] {
  const width = terms[0].length;
  const rows = Array.from({ length: width }, (_, i) => {
    const row = Array.from({ length: width }, (_, j) =>
      terms.reduce((sum, term) => sum + term[i] * term[j], i === j ? 1e-9 : 0),
    );
    return [...row, terms.reduce((sum, term, k) => sum + term[i] * values[k], 0)];
  });
  return solve(rows);
}
