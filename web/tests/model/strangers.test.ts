/** A model.js or tests.js that anybody made is read, or refused in words: a Problem, or the end of a sentence. */

import { expect, it } from "vitest";
import { flatten } from "../../src/ink/picture";
import { forwardNetwork } from "../../src/forward/network";
import { encodeTensor } from "../../src/model/base64";
import type { ModelBundle } from "../../src/model/metadata";
import { loadModel, type MakeNetwork } from "../../src/model/model";
import { replay } from "../../src/model/parity";
import { Problem } from "../../src/model/problem";
import { decodeTestSamples, type TestRecord } from "../../src/model/test-samples";

const FILES = Number(process.env.KERASDIGITS_FUZZ ?? 300);
const TIMEOUT = 60_000 + 20 * FILES;
const SEED = Number(process.env.KERASDIGITS_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31)) % 2 ** 31;
let state = SEED || 1;
const draw = (below: number): number => (state = (state * 48271) % 2147483647) % below;

const ODD: unknown[] = [null, true, "", "..", "<b>", "\u0000", [], {}, [[]], 0, 1, -1, 2, 3, 1.5, 255, 2 ** 31, 2 ** 53, 1e308, -1e308];
const tensor = (...values: number[]) => encodeTensor(Float32Array.from(values), [1, values.length], "float32");

/** One dense layer from three numbers to two. */
const BUNDLE: ModelBundle = {
  json: {
    format: "layers-model",
    modelTopology: {
      model_config: {
        class_name: "Sequential",
        config: {
          name: "model",
          layers: [{ class_name: "Dense", config: { name: "dense", units: 2, activation: "softmax", use_bias: true, batch_input_shape: [null, 3] } }],
        },
      },
    },
    weightsManifest: [{ paths: ["a.bin"], weights: [{ name: "dense/kernel", shape: [3, 2], dtype: "float32" }, { name: "dense/bias", shape: [2], dtype: "float32" }] }],
    userDefinedMetadata: {
      kerasdigits: {
        version: 1,
        title: "A model",
        class_names: ["a", "b"],
        columns: [{ name: "x", mean: 1, deviation: 2 }, { name: "y", categories: ["c"] }, { name: "z" }],
        parity: { inputs: [tensor(1, 2, 3)], outputs: [tensor(0.5, 0.5)], labels: [1] },
        parameters: 8,
      },
    },
  },
  weights: encodeTensor(new Float32Array(8), [8], "float32").data,
};
const TESTS: TestRecord = {
  version: 1,
  size: 5,
  confusion: [[2, 1], [0, 2]],
  indices: [4, 1],
  wrong: 1,
  labels: [0, 1],
  inputs: { shape: [2, 3], divisor: 16, data: btoa(String.fromCharCode(0, 2, 16, 8, 0, 2)) },
};

/** All places in a value of JSON: each holder with each of its keys. */
function places(value: unknown): [Record<string, unknown>, string][] {
  if (typeof value !== "object" || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [[holder, key] as [Record<string, unknown>, string], ...places(holder[key])]);
}

/** A copy that differs in one to three places. */
function change<T>(sound: T): T {
  const copy = structuredClone(sound);
  for (let i = draw(3); i >= 0; i--) {
    const found = places(copy);
    if (!found.length) continue;
    const [holder, key] = found[draw(found.length)];
    const [other, at] = found[draw(found.length)];
    const kind = draw(4);
    if (kind === 0 && Array.isArray(holder)) holder.splice(Number(key), 1);
    else if (kind === 0) delete holder[key];
    else if (kind === 1) holder[key] = structuredClone(other[at]);
    else if (kind === 2) holder[key] = [holder[key]];
    else holder[key] = structuredClone(ODD[draw(ODD.length)]);
  }
  return copy;
}

/** The page's own layers; what they leave to TensorFlow.js is refused here. */
const makeNetwork: MakeNetwork = async (json, weights, specs) => {
  const network = forwardNetwork(json, weights, specs);
  if (!network) throw new Error("no layers of the page's own.");
  return network;
};

async function timed(work: () => unknown): Promise<void> {
  const began = performance.now();
  await work();
  expect(performance.now() - began, `seed ${SEED}`).toBeLessThan(1000);
}

it("opens what each is changed from", async () => {
  const model = await loadModel("m", BUNDLE, makeNetwork);
  expect([model.inputKind, model.classNames, model.parameters]).toEqual(["numbers", ["a", "b"], 8]);
  expect((await replay(model.network, model.metadata.parity!)).passed).toBe(true);
  expect(decodeTestSamples(TESTS, 2, 3).inputs).toHaveLength(6);
});

it("opens any model.js, or says in a Problem what is wrong", async () => {
  let opened = 0;
  for (let i = 0; i < FILES; i++) {
    const bundle = change(BUNDLE);
    await timed(async () => {
      try {
        const model = await loadModel("m", bundle, makeNetwork);
        expect(model.inputShape.every(Number.isInteger)).toBe(true);
        opened++;
      } catch (error) {
        expect(error, `seed ${SEED}, file ${i}: ${(error as Error).stack}`).toBeInstanceOf(Problem);
      }
    });
  }
  expect(opened).toBeGreaterThan(FILES / 20);
}, TIMEOUT);

it("decodes any tests.js, or says that it is damaged", async () => {
  for (let i = 0; i < FILES; i++) {
    const record = change(TESTS);
    await timed(() => {
      try {
        expect(decodeTestSamples(record, 2, 3).inputs).toHaveLength(3 * record.labels.length);
      } catch (error) {
        expect((error as Error).message, `seed ${SEED}, file ${i}: ${(error as Error).stack}`).toContain("the test samples are damaged");
      }
    });
  }
}, TIMEOUT);

it("does not ask for memory that no file of its size can fill", () => {
  const record = { ...TESTS, labels: Array(1000).fill(0), indices: Array(1000).fill(0), inputs: { ...TESTS.inputs, shape: [1000, 2 ** 30] } };
  expect(() => decodeTestSamples(record, 2, 2 ** 30)).toThrow("their shape asks for");
});

it("makes grey and colours of any pixels", () => {
  for (let i = 0; i < FILES; i++) {
    const pixels = Uint8ClampedArray.from({ length: 4 * draw(50) }, () => (draw(3) ? draw(256) : 255 * draw(2)));
    const { grey, rgb } = flatten(pixels);
    expect([grey.length, rgb.length]).toEqual([pixels.length / 4, (pixels.length / 4) * 3]);
  }
}, TIMEOUT);
