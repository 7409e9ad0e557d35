/** Arrays of numbers in the precision that a network computes in: single to train, double to check slopes. */

export type Floats = Float32Array | Float64Array;

export type Precision = "float32" | "float64";

/** Zeros in a precision. */
export function makeFloats(size: number, precision: Precision): Floats {
  return precision === "float32" ? new Float32Array(size) : new Float64Array(size);
}

/** An array that is made once for each size, and used again: training makes no garbage. */
export class Scratch {
  private kept: Floats | null = null;

  constructor(private readonly precision: Precision) {}

  /** An array of this size that holds anything. */
  take(size: number): Floats {
    if (this.kept?.length !== size) this.kept = makeFloats(size, this.precision);
    return this.kept;
  }

  /** An array of this size that holds zeros. */
  zeros(size: number): Floats {
    return this.take(size).fill(0);
  }
}
