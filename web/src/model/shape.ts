/** Shapes of tensors. */

/** How many numbers a shape holds: the product of its sizes. */
export function countValues(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
