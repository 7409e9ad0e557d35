import { describe, expect, it } from "vitest";
import { encodeTensor } from "../../../src/model/base64";
import type { LoadedModel } from "../../../src/model/model";
import type { SceneContext } from "../../../src/page/scene";
import { findHardSamples, readParitySamples } from "../../../src/scenes/inside/samples";

const parity = { inputs: [encodeTensor(Float32Array.of(1, 2, 3, 4), [2, 2], "float32")], outputs: [], labels: [1, 0] };

function makeModel(metadata: object): LoadedModel {
  return { name: "m", classNames: ["a", "b"], inputShape: [2], metadata: { version: 1, ...metadata } } as unknown as LoadedModel;
}

function makeContext(loaded: string[], record?: object): SceneContext {
  const loadScript = async (source: string): Promise<void> => {
    loaded.push(source);
    if (record) Object.assign(globalThis, { kerasdigitsTests: { m: record } });
  };
  return { store: { state: { entries: [{ name: "m", script: "models/m/model.js" }] } }, loadScript } as unknown as SceneContext;
}

describe("samples", () => {
  it("of the parity check have classes, or are none", () => {
    expect(readParitySamples(makeModel({ parity }))).toEqual({ inputs: [Float32Array.of(1, 2), Float32Array.of(3, 4)], labels: [1, 0], isHard: false });
    expect(readParitySamples(makeModel({ parity: { ...parity, labels: null } })).inputs).toEqual([]);
    expect(readParitySamples(makeModel({})).labels).toEqual([]);
  });

  it("of tests.js are loaded from beside the model only, and are none where they are damaged", async () => {
    const loaded: string[] = [];
    for (const tests of [undefined, "../x.js", "https://x/y.js"]) {
      expect(await findHardSamples(makeContext(loaded), makeModel({ tests }))).toBeNull();
    }
    expect(loaded).toEqual([]);
    expect(await findHardSamples(makeContext(loaded), makeModel({ tests: "tests.js" }))).toBeNull();
    expect(loaded).toEqual(["models/m/tests.js"]);
    const bytes = encodeTensor(Float32Array.of(5, 6), [1, 2], "float32").data;
    const inputs = { shape: [1, 2], divisor: null, data: bytes };
    const record = { version: 1, size: 9, confusion: [[5, 0], [1, 3]], indices: [4], wrong: 1, labels: [1], inputs };
    const samples = await findHardSamples(makeContext(loaded, record), makeModel({ tests: "tests.js" }));
    expect(samples).toEqual({ inputs: [Float32Array.of(5, 6)], labels: [1], isHard: true });
  });
});
