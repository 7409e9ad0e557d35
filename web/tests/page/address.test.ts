import { describe, expect, it } from "vitest";
import { changeQuery, drawingHash, readAddress, readDrawing } from "../../src/page/address";

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
});
