import { describe, expect, it, vi } from "vitest";
import { changeQuery, readAddress } from "../src/page/address";
import { compare, compareRows } from "../src/model/parity";
import { pictureToInk } from "../src/ink/photo";
import { type Source, Store } from "../src/page/state";

describe("the store", () => {
  it("calls who watches a key that changed, once, and nobody else", () => {
    const store = new Store();
    const [both, other] = [vi.fn(), vi.fn()];
    store.watch(["notice", "useRecipe"], both);
    store.watch(["backend"], other);
    store.set({ notice: "hello", useRecipe: false });
    expect([both.mock.calls.length, other.mock.calls.length]).toEqual([2, 1]);
  });

  it("is quiet when nothing changed", () => {
    const store = new Store();
    const listener = vi.fn();
    store.watch(["backend"], listener);
    store.set({ backend: "cpu" });
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it("undoes what was given, step by step, clearing included", () => {
    const store = new Store();
    const drawing: Source = { kind: "strokes", strokes: [[{ x: 1, y: 2 }]] };
    store.give(drawing);
    store.give({ kind: "empty" });
    store.undo();
    expect(store.state.source).toBe(drawing);
    store.undo();
    expect(store.state.source.kind).toBe("empty");
    store.undo();
    expect(store.state.undoable).toEqual([]);
  });
});

describe("the address", () => {
  it("is read and changed without losing the rest", () => {
    expect(readAddress("?model=a%20b&backend=wasm")).toEqual({ model: "a b", backend: "wasm" });
    expect(changeQuery("?x=1&model=a", { model: "b" })).toBe("?x=1&model=b");
    expect(changeQuery("?model=a", { model: null })).toBe("");
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

describe("parity, in numbers", () => {
  it("finds the worst difference and the largest value", () => {
    expect(compare("y", [1, -4, 2], [1, -4.5, 2.25])).toEqual({ name: "y", maxAbsDifference: 0.5, maxAbsValue: 4 });
  });

  it("takes a NaN for infinitely wrong", () => {
    expect(compare("y", [1], [Number.NaN]).maxAbsDifference).toBe(Infinity);
  });

  it("refuses lists of different lengths", () => {
    expect(() => compare("y", [1, 2], [1])).toThrow("Keras gave 2");
  });

  it("sees another winner", () => {
    const [row] = compareRows([0.6, 0.4], [0.4, 0.6], 1, [0]);
    expect([row.keras, row.here, row.label]).toEqual([0, 1, 0]);
  });
});
