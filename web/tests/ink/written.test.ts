import { describe, expect, it } from "vitest";
import { PAD, type Stroke } from "../../src/ink/strokes";
import { readStrokes, simplify, writeStrokes } from "../../src/ink/written";

const circle: Stroke = Array.from({ length: 200 }, (_, i) => ({
  x: 200 + 120 * Math.cos(i / 32),
  y: 200 + 120 * Math.sin(i / 32),
}));

describe("a drawing as bytes", () => {
  it("comes back as it looked", () => {
    const bytes = writeStrokes([circle, [{ x: 10, y: 390 }]]);
    expect(bytes.length).toBeLessThan(80);
    const [line, dot] = readStrokes(bytes)!;
    expect(dot).toHaveLength(1);
    expect(Math.abs(line[0].x - circle[0].x)).toBeLessThan(1);
    expect(Math.abs(line.at(-1)!.y - circle.at(-1)!.y)).toBeLessThan(1);
    for (const { x, y } of line) expect(Math.hypot(x - 200, y - 200)).toBeCloseTo(120, -1);
  });

  it("keeps the corners of a zigzag, and nothing between them", () => {
    const corners = [0, 1, 2, 3].map((i) => ({ x: 100 * i, y: i % 2 ? 300 : 50 }));
    const dense = corners.flatMap((from, i) => {
      const to = corners[i + 1] ?? from;
      return [0, 0.25, 0.5, 0.75].map((t) => ({ x: from.x + t * (to.x - from.x), y: from.y + t * (to.y - from.y) }));
    });
    expect(simplify(dense.slice(0, 13))).toEqual(corners);
  });

  it("splits a stroke of very many corners without opening a gap", () => {
    const long = Array.from({ length: 600 }, (_, i) => ({ x: (i * 37) % PAD, y: i % 2 ? 0 : PAD }));
    const pieces = readStrokes(writeStrokes([long]))!;
    expect(pieces.length).toBeGreaterThan(1);
    pieces.slice(1).forEach((piece, i) => expect(piece[0]).toEqual(pieces[i].at(-1)));
  });

  it("reads nothing but what it writes", () => {
    for (const bytes of [[], [0], [2, 1, 1], [1, 5, 5, 3, 1]]) expect(readStrokes(Uint8Array.from(bytes))).toBeNull();
    expect(writeStrokes([])).toHaveLength(0);
  });
});
