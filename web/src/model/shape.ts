/** Shapes of tensors. */

/** Is this a shape? A file may hold anything in its place. */
export function isShape(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

/** How many numbers a shape holds: the product of its sizes. */
export function countValues(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
