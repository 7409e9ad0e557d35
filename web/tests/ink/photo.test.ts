import { describe, expect, it } from "vitest";
import { pictureToInk } from "../../src/ink/photo";

describe("finding ink", () => {
  it("leaves a clean drawing exactly as it is", () => {
    const grey = new Uint8Array(400);
    grey.fill(255, 105, 115);
    expect(pictureToInk(grey, 20, 20)).toEqual({ grey, width: 20, height: 20 });
  });

  it("finds nothing on empty, noisy paper", () => {
    const paper = Uint8Array.from({ length: 100 * 100 }, (_, i) => 200 + ((i * 7919) % 7));
    expect(Math.max(...pictureToInk(paper, 100, 100).grey)).toBe(0);
  });
});

describe("polarity", () => {
  it("inverts dark ink on light paper and leaves light ink on dark", () => {
    const paper = new Uint8Array(25).fill(255);
    paper[12] = 0;
    expect(pictureToInk(paper, 5, 5).grey[12]).toBeGreaterThan(240);
    const board = new Uint8Array(25);
    board[12] = 255;
    expect(pictureToInk(board, 5, 5)).toMatchObject({ grey: board, width: 5, height: 5 });
  });

  it("looks at the border only", () => {
    const framed = new Uint8Array(25).fill(255);
    for (let y = 0; y < 5; y++) for (let x = 0; x < 5; x++) if (x % 4 === 0 || y % 4 === 0) framed[y * 5 + x] = 0;
    expect(pictureToInk(framed, 5, 5)).toMatchObject({ width: 5 });
  });
});
