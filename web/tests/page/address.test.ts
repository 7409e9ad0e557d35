import { describe, expect, it } from "vitest";
import { changeQuery, drawingHash, readAddress, readDrawing } from "../../src/page/address";

const FILES = Number(process.env.KERASDIGITS_FUZZ ?? 3000);

describe("the address", () => {
  it("is read and changed without losing the rest", () => {
    expect(readAddress("?model=a%20b&backend=wasm")).toEqual({ model: "a b", backend: "wasm", start: null });
    expect(changeQuery("?x=1&model=a", { model: "b" })).toBe("?x=1&model=b");
    expect(changeQuery("?model=a", { model: null })).toBe("");
  });

  it("carries a drawing, and takes nothing else for one", () => {
    const hash = drawingHash([[{ x: 0, y: 400 }, { x: 200, y: 100 }, { x: 400, y: 400 }], [{ x: 80, y: 80 }]]);
    expect(hash).toMatch(/^#ink=[\w-]+$/);
    expect(readDrawing(hash)!.map((stroke) => stroke.length)).toEqual([3, 1]);
    expect(readDrawing(hash)![0][0]).toEqual({ x: 0, y: 400 });
    expect(drawingHash([])).toBe("");
    for (const other of ["", "#bench", "#ink=", "#ink=<b>", "#ink=A", `#ink=${"A".repeat(30_000)}`]) {
      expect(readDrawing(other)).toBeNull();
    }
  });

  it("reads whatever stands there as points on the pad or as nothing, and a long text soon", () => {
    const seed = Number(process.env.KERASDIGITS_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31)) % 2 ** 31;
    let state = seed || 1;
    const draw = (below: number): number => (state = (state * 48271) % 2147483647) % below;
    const signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const any = (): string => (draw(40) ? signs[draw(64)] : String.fromCharCode(draw(0xffff)));
    for (let i = 0; i < FILES; i++) {
      const length = draw(20) ? draw(60) : draw(25_000);
      const hash = `${draw(10) ? "#ink=" : "#"}${Array.from({ length }, draw(2) ? any : () => signs[draw(64)]).join("")}`;
      const began = performance.now();
      const strokes = readDrawing(hash);
      expect(performance.now() - began, `seed ${seed}`).toBeLessThan(1000);
      const points = strokes?.flat() ?? [];
      expect(points.length).toBeLessThan(hash.length);
      expect(points.every(({ x, y }) => x >= 0 && x <= 400 && y >= 0 && y <= 400), `seed ${seed}`).toBe(true);
    }
  }, 60_000 + 20 * FILES);
});
