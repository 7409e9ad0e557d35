import { describe, expect, it } from "vitest";
import { changeQuery, readAddress } from "../../src/page/address";

describe("the address", () => {
  it("is read and changed without losing the rest", () => {
    expect(readAddress("?model=a%20b&backend=wasm")).toEqual({ model: "a b", backend: "wasm" });
    expect(changeQuery("?x=1&model=a", { model: "b" })).toBe("?x=1&model=b");
    expect(changeQuery("?model=a", { model: null })).toBe("");
  });
});
