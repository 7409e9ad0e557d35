/** A model folder on disk: its model.json, its twin model.js, and a way for TensorFlow.js to load it. */

import * as tf from "@tensorflow/tfjs-core";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { createContext, runInContext } from "node:vm";
import type { ModelBundle, ModelJson } from "../model/metadata";

// TensorFlow.js's http loader wants an address; fetchFrom answers it from the folder.
const ORIGIN = "http://model.invalid/";

function fetchFrom(folder: string): typeof fetch {
  return async (address) => {
    const name = decodeURIComponent(String(address).slice(ORIGIN.length));
    const type = name.endsWith(".json") ? "application/json" : "application/octet-stream";
    return new Response(readFileSync(join(folder, name)), { headers: { "Content-Type": type } });
  };
}

/** What loads the folder's model.json and shards. */
export function folderHandler(folder: string): tf.io.IOHandler {
  return tf.io.http(`${ORIGIN}model.json`, { fetchFunc: fetchFrom(folder) });
}

/** The folder's model.json. */
export function readJson(folder: string): ModelJson {
  const text = readFileSync(join(folder, "model.json"), "utf8");
  try {
    return JSON.parse(text) as ModelJson;
  } catch (error) {
    throw new Error(`model.json is not JSON: ${(error as Error).message}`);
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
export function checkTwin(folder: string, json: ModelJson): void {
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
