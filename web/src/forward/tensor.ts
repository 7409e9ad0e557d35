/** The numbers that go from layer to layer: rows of one shape, row-major. */

import { countValues } from "../model/shape";

/** Some rows of numbers. */
export interface Rows {
  data: Float32Array;
  /** The shape of one row. */
  shape: number[];
  /** How many rows there are. */
  count: number;
}

/** Rows of a shape, all zero. */
export function makeRows(shape: number[], count: number): Rows {
  return { data: new Float32Array(count * countValues(shape)), shape, count };
}

/** A layer at work: rows in, rows out. Only layers that merge take more than one. */
export type Step = (...inputs: Rows[]) => Rows;
