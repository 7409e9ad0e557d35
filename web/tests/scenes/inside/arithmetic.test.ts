import { describe, expect, it } from "vitest";
import { coverMap, fillPatch, makePatches } from "../../../src/scenes/inside/math/blanking";
import { BRIGHT, colourOf, makePixels, NEGATIVE, pixelAt, POSITIVE, scaleOf, takesBlackText, ZERO } from "../../../src/scenes/inside/math/colours";
import { addNoise, deviation, roundToBits } from "../../../src/scenes/inside/math/damage";
import { lead, makeCandidates, searchFlip } from "../../../src/scenes/inside/math/flip";
import { largestTerms } from "../../../src/scenes/inside/math/terms";
import { cellAtPixel, cellNearPixel, moveCell, pixelIndices, pixelOf, tilesFor, tilesSize } from "../../../src/scenes/inside/math/tiles";

describe("maps beside each other", () => {
  const tiles = tilesFor({ rows: 3, columns: 4, channels: 7 }, 5);

  it("show each of the chosen cells at one pixel, and nothing in the gaps", () => {
    const { height, width } = tilesSize(tiles);
    expect([height, width]).toEqual([11, 9]);
    const seen = new Set<string>();
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const cell = cellAtPixel(tiles, x, y);
        if (!cell) continue;
        expect(pixelOf(tiles, cell)).toEqual({ x, y });
        seen.add(Object.values(cell).join());
      }
    }
    expect(seen.size).toBe(3 * 4 * 5);
  });

  it("take a finger in a gap for one beside it", () => {
    expect(cellNearPixel(tiles, 4, 3)).toEqual({ row: 2, column: 3, channel: 0 });
    expect(cellNearPixel(tiles, 4, 5)).toEqual({ row: 1, column: 3, channel: 2 });
    expect(cellNearPixel(tiles, 8, 10)).toBeNull();
  });

  it("let the arrow keys step over the gap, and stay at the edge", () => {
    const cell = { row: 1, column: 3, channel: 0 };
    expect(moveCell(tiles, cell, 1, 0)).toEqual({ row: 1, column: 0, channel: 1 });
    expect(moveCell(tiles, cell, -1, 0)).toEqual({ row: 1, column: 2, channel: 0 });
    expect(moveCell(tiles, { row: 0, column: 0, channel: 0 }, 0, -1)).toEqual({ row: 0, column: 0, channel: 0 });
    expect(moveCell(tiles, { row: 2, column: 1, channel: 1 }, 0, 1)).toEqual({ row: 0, column: 1, channel: 3 });
  });
});

describe("colours", () => {
  it("are dark at zero, and differ in kind only where there are negative numbers", () => {
    expect(colourOf(0, scaleOf([0, 2]))).toEqual(ZERO);
    expect(colourOf(2, scaleOf([0, 2]))).toEqual(BRIGHT);
    expect(colourOf(2, scaleOf([-1, 2]))).toEqual(POSITIVE);
    expect(colourOf(-2, scaleOf([-2, 1]))).toEqual(NEGATIVE);
    expect(scaleOf([NaN, Infinity, -3])).toEqual({ largest: 3, signed: true });
  });
});

describe("breaking weights", () => {
  it("rounds to the nearest of 2 ** bits even steps", () => {
    const weights = Float32Array.of(-1, -0.4, 0.1, 0.6, 2);
    expect([...roundToBits(weights, 1)]).toEqual([-1, -1, -1, 2, 2]);
    expect([...roundToBits(weights, 2)]).toEqual([-1, 0, 0, 1, 2]);
    expect(roundToBits(weights, 32)).toBe(weights);
    expect([...roundToBits(Float32Array.of(3, 3), 1)]).toEqual([3, 3]);
  });

  it("adds noise of the size that is asked for, the same each time", () => {
    const weights = Float32Array.from({ length: 5000 }, (_, i) => i % 7);
    const added = addNoise(weights, 0.5, 1).map((value, i) => value - weights[i]);
    expect(deviation(added) / deviation(weights)).toBeCloseTo(0.5, 1);
    expect(Math.abs(added.reduce((a, b) => a + b) / 5000)).toBeLessThan(0.05);
    expect(addNoise(weights, 0.5, 1)).toEqual(addNoise(weights, 0.5, 1));
    expect(addNoise(weights, 0, 1)).toBe(weights);
  });
});

describe("patches", () => {
  it("cover every cell, also where the last one would stand over the edge", () => {
    for (const grid of [{ rows: 8, columns: 8, channels: 1 }, { rows: 28, columns: 28, channels: 1 }, { rows: 30, columns: 97, channels: 3 }]) {
      const patches = makePatches(grid);
      expect(patches.length).toBeLessThan(230);
      expect([...coverMap(grid, patches, patches.map(() => 1))].every((value) => value === 1)).toBe(true);
    }
  });

  it("blank all channels of their cells, in a copy", () => {
    const picture = Float32Array.from({ length: 12 }, (_, i) => i);
    const blanked = fillPatch(picture, { rows: 2, columns: 3, channels: 2 }, { top: 1, left: 1, height: 1, width: 2 }, -1);
    expect([...blanked]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, -1, -1, -1, -1]);
    expect(picture[8]).toBe(8);
  });
});

describe("the search for the smallest change", () => {
  const grid = { rows: 2, columns: 3, channels: 1 };
  const range = { ground: 0, ink: 1, probabilities: false };
  const weights = [1, 0.5, 0.2, -0.1, -0.4, -3];
  /** Class 0 wins where the weighted ink is above 0.3. */
  const ask = (pictures: Float32Array[]): Promise<number[][]> =>
    Promise.resolve(pictures.map((picture) => [picture.reduce((sum, ink, i) => sum + ink * weights[i], 0), 0.3]));

  it("finds the one cell that decides", async () => {
    const search = await searchFlip(Float32Array.of(1, 1, 1, 0, 0, 0), grid, range, ask, () => true);
    expect(search.found).toBe(true);
    expect(search.changes).toEqual([{ patch: { top: 1, left: 2, height: 1, width: 1 }, value: 1 }]);
    expect([...search.picture]).toEqual([1, 1, 1, 0, 0, 1]);
  });

  it("takes back what turned out not to be needed", async () => {
    // Emptying cell 0 is the best single change, but emptying 1 and 2 is needed anyway and does it alone.
    const odd = (pictures: Float32Array[]): Promise<number[][]> =>
      Promise.resolve(
        pictures.map(([a, b, c]) => [b + c > 0 ? 1 + b + c + (1 - b) * (1 - c) : -1 + 0 * a, a > 0 ? 0 : 0.9]),
      );
    const search = await searchFlip(Float32Array.of(1, 1, 1, 0, 0, 0), grid, range, odd, () => true);
    expect(search.found).toBe(true);
    expect(search.changes.map(({ patch }) => patch.left).sort()).toEqual([1, 2]);
  });

  it("says so when it finds none, and stops when asked", async () => {
    const stubborn = (pictures: Float32Array[]): Promise<number[][]> => Promise.resolve(pictures.map(() => [1, 0]));
    const start = new Float32Array(6);
    expect((await searchFlip(start, grid, range, stubborn, () => true)).found).toBe(false);
    expect((await searchFlip(start, grid, range, stubborn, () => false)).changes).toHaveLength(1);
  });

  it("offers a grey cell both ways, and compares probabilities where they are all but 1", () => {
    const greys = makeCandidates(Float32Array.of(0.4, 0, 1), { rows: 1, columns: 3, channels: 1 }, 0, 1);
    expect(greys.map(({ patch, value }) => [patch.left, value])).toEqual([[0, 1], [0, 0], [1, 1], [2, 0]]);
    expect(lead([1, 1e-20], 0, true)).toBeGreaterThan(lead([1, 1e-10], 0, true));
  });
});

describe("the largest terms", () => {
  it("come first by size, and the others are summed", () => {
    const terms = [1, -5, 2, 0.5].map((product, index) => ({ index, input: 1, weight: product, product }));
    const { largest, rest, restCount } = largestTerms(terms, 2);
    expect([largest.map(({ product }) => product), rest, restCount]).toEqual([[-5, 2], 1.5, 2]);
  });
});

describe("text on colours", () => {
  it("is black where that is easier to read", () => {
    expect([ZERO, NEGATIVE, POSITIVE, BRIGHT, [0, 90, 200] as const].map(takesBlackText)).toEqual([false, true, true, true, false]);
  });
});

describe("pixels", () => {
  it("hold the colours of the numbers, as opaque red, green and blue bytes", () => {
    for (const signed of [true, false]) {
      const bytes = new Uint8Array(makePixels(signed).buffer);
      for (const value of signed ? [-3, -1.2, 0, 0.6, 3] : [0, 0.6, 3]) {
        const at = 4 * pixelAt(value, 3);
        const [red, green, blue] = colourOf(Math.round((255 * value) / 3) / 255, { largest: 1, signed });
        expect([...bytes.slice(at, at + 4)]).toEqual([red, green, blue, 255]);
      }
    }
    expect(pixelAt(NaN, 3)).toBe(pixelAt(0, 3));
    expect(pixelAt(9, 3)).toBe(pixelAt(3, 3));
  });

  it("know their numbers", () => {
    const layout = { rows: 1, columns: 2, channels: 3 };
    expect([...pixelIndices(tilesFor(layout, 3), layout)]).toEqual([0, 3, -1, 1, 4, -1, -1, -1, -1, -1, 2, 5, -1, -1, -1]);
  });
});
