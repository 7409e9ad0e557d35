/** A layer's maps beside each other on one picture: which pixel shows which number. */

import { type Cell, indexOf, type Layout } from "./layout";

/** Maps of `height` x `width` pixels in `across` columns, `gap` pixels apart; the first `maps` of them are shown. */
export interface Tiles {
  height: number;
  width: number;
  across: number;
  gap: number;
  maps: number;
  /** A list of numbers is shown as a block of cells: each is a map of one pixel. */
  flat: boolean;
}

/** Lists of so many numbers stand below each other. */
const MOST_IN_A_COLUMN = 16;

/** How a layer is shown; at most `most` of its maps, or of the numbers of a list. */
export function tilesFor({ rows, columns, channels }: Layout, most: number): Tiles {
  const maps = Math.min(channels, most);
  const flat = rows * columns === 1;
  if (flat) {
    const across = channels <= MOST_IN_A_COLUMN ? 1 : Math.min(maps, Math.ceil(Math.sqrt(maps / 2)));
    return { height: 1, width: 1, across, gap: 0, maps, flat };
  }
  const across = maps > 2 ? 2 : 1;
  return { height: rows, width: columns, across: maps > 32 ? 4 : across, gap: 1, maps, flat };
}

/** The size of the picture. */
export function tilesSize({ height, width, across, gap, maps }: Tiles): { height: number; width: number } {
  const down = Math.ceil(maps / across);
  return { height: down * (height + gap) - gap, width: across * (width + gap) - gap };
}

/** The left upper pixel of a map. */
export function tileCorner({ height, width, across, gap }: Tiles, map: number): { top: number; left: number } {
  return { top: Math.floor(map / across) * (height + gap), left: (map % across) * (width + gap) };
}

/** The cell at a pixel; null in a gap and behind the last map. */
export function cellAtPixel(tiles: Tiles, x: number, y: number): Cell | null {
  const { height, width, across, gap, maps } = tiles;
  const [tileRow, tileColumn] = [Math.floor(y / (height + gap)), Math.floor(x / (width + gap))];
  const [row, column] = [y - tileRow * (height + gap), x - tileColumn * (width + gap)];
  const channel = tileRow * across + tileColumn;
  if (row >= height || column >= width || tileColumn >= across || channel >= maps) return null;
  return row < 0 || column < 0 || x < 0 || y < 0 ? null : { row, column, channel };
}

/** The cell at a pixel, or the one left of or above the gap that it lies in: a finger there means one of the maps. */
export function cellNearPixel(tiles: Tiles, x: number, y: number): Cell | null {
  for (const [left, up] of [[0, 0], [1, 0], [0, 1], [1, 1]]) {
    const cell = cellAtPixel(tiles, x - left, y - up);
    if (cell) return cell;
  }
  return null;
}

/** The pixel of a cell. */
export function pixelOf(tiles: Tiles, { row, column, channel }: Cell): { x: number; y: number } {
  const { top, left } = tileCorner(tiles, channel);
  return { x: left + column, y: top + row };
}

/** The cell next to this one in a direction, over the gap into the next map; the same cell at the edge of all. */
export function moveCell(tiles: Tiles, cell: Cell, dx: number, dy: number): Cell {
  const { x, y } = pixelOf(tiles, cell);
  const far = 1 + tiles.gap;
  const near = cellAtPixel(tiles, x + dx, y + dy) ?? cellAtPixel(tiles, x + dx * far, y + dy * far);
  return near ?? cell;
}

/** For each pixel of the picture the flat index of its number; -1 in a gap and behind the last map. */
export function pixelIndices(tiles: Tiles, layout: Layout): Int32Array {
  const { height, width } = tilesSize(tiles);
  return Int32Array.from({ length: height * width }, (_, i) => {
    const cell = cellAtPixel(tiles, i % width, Math.floor(i / width));
    return cell ? indexOf(layout, cell) : -1;
  });
}
