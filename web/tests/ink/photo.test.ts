import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { pictureToInk } from "../../src/ink/photo";

interface GoldenCase {
  name: string;
  oracle: "by hand" | "Python";
  picture: { size: [number, number]; uint8: string };
  ink: { size: [number, number]; float32: string };
}

const golden = new URL("../../../tests/golden/photos.json", import.meta.url);
const cases = JSON.parse(readFileSync(golden, "utf8")) as GoldenCase[];

function unpack(text: string): Uint8Array {
  return Uint8Array.from(inflateSync(Buffer.from(text, "base64")));
}

describe("the golden vectors that Python shares with the page", () => {
  it("are worked out by hand, most of them", () => {
    expect(cases.filter(({ oracle }) => oracle === "by hand").length).toBeGreaterThan(30);
  });

  it.each(cases.map((each) => [each.name, each] as const))("%s", (_, { picture, ink }) => {
    const [height, width] = picture.size;
    const found = pictureToInk(unpack(picture.uint8), width, height);
    expect([found.height, found.width]).toEqual(ink.size);
    const expected = new Float32Array(unpack(ink.float32).buffer);
    const worst = found.grey.reduce((most, value, i) => Math.max(most, Math.abs(value - 255 * expected[i])), 0);
    // The page keeps its ink in bytes: half of one by rounding.
    expect(worst).toBeLessThanOrEqual(0.501);
  });
});

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
