/** How a layer's numbers lie: rows and columns of positions, and at each position one number for each channel. */

/** The place of every number of one row of a batch; the flat index is `(row * columns + column) * channels + channel`. */
export interface Layout {
  rows: number;
  columns: number;
  channels: number;
}

/** One number of a layer. */
export interface Cell {
  row: number;
  column: number;
  channel: number;
}

/** The layout of a shape without its batch size: the last size is the channels, a list has one position. */
export function layoutOf(shape: readonly number[]): Layout {
  const channels = shape.at(-1) ?? 1;
  const columns = shape.length > 1 ? shape.at(-2)! : 1;
  const rows = shape.slice(0, -2).reduce((product, size) => product * size, 1);
  return { rows, columns, channels };
}

/** How many numbers there are. */
export function countCells({ rows, columns, channels }: Layout): number {
  return rows * columns * channels;
}

/** The place of a flat index. */
export function cellAt({ columns, channels }: Layout, index: number): Cell {
  const position = Math.floor(index / channels);
  return { row: Math.floor(position / columns), column: position % columns, channel: index % channels };
}

/** The flat index of a place. */
export function indexOf({ columns, channels }: Layout, { row, column, channel }: Cell): number {
  return (row * columns + column) * channels + channel;
}

/** The same number, with its place in another layout. */
export function placeIn(to: Layout, from: Layout, cell: Cell): Cell {
  return cellAt(to, indexOf(from, cell));
}
