/** Where the windows of convolutions and pooling lie. */

/** Along one axis: the number of windows, and how far the first one reaches over the edge. */
export interface Windows {
  count: number;
  before: number;
}

/** Keras's "valid" and "same"; `reach` is the length of a window, holes of a dilation included. */
export function placeWindows(size: number, reach: number, stride: number, padding: unknown): Windows {
  if (padding !== "same") return { count: Math.floor((size - reach) / stride) + 1, before: 0 };
  const count = Math.ceil(size / stride);
  return { count, before: Math.max(0, (count - 1) * stride + reach - size) >> 1 };
}
