import { describe, expect, it, vi } from "vitest";
import { type Source, Store } from "../../src/page/state";

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
    store.set({ backend: "plain" });
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
