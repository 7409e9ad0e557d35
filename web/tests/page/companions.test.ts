import { expect, it } from "vitest";
import type { LoadedModel } from "../../src/model/model";
import { findCompanion } from "../../src/page/companions";
import { Store } from "../../src/page/state";

it("finds a script in the model's own folder, and in no other", () => {
  const store = new Store();
  store.set({ entries: [{ name: "a", script: "models/a/model.js" }] });
  const model = { name: "a" } as LoadedModel;
  expect(findCompanion({ store }, model, "epochs.js")).toBe("models/a/epochs.js");
  for (const file of [undefined, "", "../b/epochs.js", "/epochs.js", "https:x.js", "epochs.txt"]) {
    expect(findCompanion({ store }, model, file)).toBeNull();
  }
  expect(findCompanion({ store }, { name: "b" } as LoadedModel, "epochs.js")).toBeNull();
});
