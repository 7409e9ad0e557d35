/**
 * The exporter's check: does TensorFlow.js load this model folder, and does it compute Keras's numbers?
 *
 *     node check.cjs FOLDER [FOLDER ...]
 *
 * One line of JSON on stdout for each folder, in order: {"ok": true, ...} or {"ok": false, "error": "..."}.
 * Exit code 1 when any folder failed. How large a difference is acceptable is for the caller to judge.
 */

import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { loadLayersModel } from "@tensorflow/tfjs-layers";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { createContext, runInContext } from "node:vm";
import type { ModelBundle, ModelJson } from "../metadata";
import { replay } from "../parity";

// TensorFlow.js's http loader wants an address; fetchFrom answers it from the folder.
const ORIGIN = "http://model.invalid/";

function fetchFrom(folder: string): typeof fetch {
  return async (address) => {
    const name = decodeURIComponent(String(address).slice(ORIGIN.length));
    const type = name.endsWith(".json") ? "application/json" : "application/octet-stream";
    return new Response(readFileSync(join(folder, name)), { headers: { "Content-Type": type } });
  };
}

function readJson(folder: string): ModelJson {
  const text = readFileSync(join(folder, "model.json"), "utf8");
  try {
    return JSON.parse(text) as ModelJson;
  } catch (error) {
    throw new Error(`model.json is no JSON: ${(error as Error).message}`);
  }
}

/** Run model.js the way a page does, and give back the one model that it registers. */
function readScript(folder: string): ModelBundle {
  const context = createContext({});
  runInContext(readFileSync(join(folder, "model.js"), "utf8"), context, { filename: "model.js" });
  const models = (context as { kerasdigitsModels?: Record<string, ModelBundle> }).kerasdigitsModels ?? {};
  const names = Object.keys(models);
  if (names.length !== 1) throw new Error(`model.js registers ${names.length} models instead of one`);
  return models[names[0]];
}

/** model.js is the twin of model.json and the shards: the same topology, the same bytes. */
function checkTwin(folder: string, json: ModelJson): void {
  const bundle = readScript(folder);
  // The object of another vm context has other prototypes; a round trip through text makes it one of ours.
  if (!isDeepStrictEqual(JSON.parse(JSON.stringify(bundle.json)), json)) {
    throw new Error("model.js carries another json than model.json");
  }
  const shards = json.weightsManifest.flatMap((group) => group.paths);
  const bytes = Buffer.concat(shards.map((path) => readFileSync(join(folder, path))));
  if (!bytes.equals(Buffer.from(bundle.weights, "base64"))) {
    throw new Error("model.js carries other weight bytes than the shards");
  }
}

async function checkFolder(folder: string): Promise<object> {
  const json = readJson(folder);
  const model = await loadLayersModel(
    tf.io.http(`${ORIGIN}model.json`, { fetchFunc: fetchFrom(folder) }),
  );
  const parity = json.userDefinedMetadata?.kerasdigits?.parity;
  if (!parity?.inputs?.length) throw new Error("model.json holds no parity samples");
  const result = await replay(model, parity);
  if (!Number.isFinite(result.maxAbsDifference)) {
    throw new Error("TensorFlow.js computes NaN or Infinity where Keras does not");
  }
  checkTwin(folder, json);
  return {
    ok: true,
    tfjs_version: tf.version_core,
    backend: tf.getBackend(),
    samples: result.samples,
    outputs: result.outputs.map(({ name, maxAbsDifference, maxAbsValue }) => ({
      name,
      max_abs_difference: maxAbsDifference,
      max_abs_value: maxAbsValue,
    })),
    max_abs_difference: result.maxAbsDifference,
  };
}

function printLine(result: object): void {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

async function report(folder: string): Promise<boolean> {
  try {
    printLine(await checkFolder(folder));
    return true;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    printLine({ ok: false, error: message.replace(/\s+/g, " ").trim() });
    return false;
  } finally {
    tf.disposeVariables();
  }
}

async function main(folders: string[]): Promise<void> {
  if (folders.length === 0) {
    console.error("usage: node check.cjs FOLDER [FOLDER ...]");
    process.exit(2);
  }
  // TensorFlow.js greets Node users on the console; stdout is for our JSON lines only.
  console.log = console.info = console.warn = () => undefined;
  await tf.setBackend("cpu");
  let allOk = true;
  for (const folder of folders) allOk = (await report(folder)) && allOk;
  process.exitCode = allOk ? 0 : 1;
}

void main(process.argv.slice(2));
