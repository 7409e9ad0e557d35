import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decodeBytes } from "../../src/model/base64";
import type { Recipe } from "../../src/ink/recipe";
import { preprocess } from "../../src/ink/preprocess";

interface GoldenCase {
  name: string;
  preprocess: Recipe;
  width: number;
  height: number;
  input: string;
  output: string;
}

const golden = new URL("../../../tests/golden/preprocess.json", import.meta.url);
const cases = JSON.parse(readFileSync(golden, "utf8")) as GoldenCase[];

describe("the golden vectors that Python shares with the page", () => {
  it("has cases of all three recipes", () => {
    const recipes = new Set(cases.map((each) => each.preprocess.recipe));
    expect([...recipes].sort()).toEqual(["mnist", "resize", "uci"]);
  });

  it.each(cases.map((each) => [each.name, each] as const))("%s", (_, each) => {
    const expected = new Float32Array(decodeBytes(each.output).buffer);
    const received = preprocess(each.preprocess, decodeBytes(each.input), each.width, each.height);
    expect(received.length).toBe(expected.length);
    const worst = Math.max(...received.map((value, i) => Math.abs(value - expected[i])));
    expect(worst).toBeLessThanOrEqual(1e-6);
  });
});

describe("mnist, by hand", () => {
  it("fits a full square into 20x20 and puts its centre of mass at 14, rounding half up", () => {
    const picture = new Uint8Array(100 * 50);
    for (let y = 3; y < 43; y++) picture.fill(255, y * 100 + 50, y * 100 + 90);
    const result = preprocess({ recipe: "mnist", size: [28, 28] }, picture, 100, 50);
    // 14 - 9.5 = 4.5 rounds up to 5: rows and columns 5 to 24.
    const inked = [...result].flatMap((value, i) => (value > 0 ? [i] : []));
    expect(inked.length).toBe(400);
    expect(inked[0]).toBe(5 * 28 + 5);
    expect(inked.at(-1)).toBe(24 * 28 + 24);
    expect(Math.min(...inked.map((i) => result[i]))).toBe(1);
  });
});
