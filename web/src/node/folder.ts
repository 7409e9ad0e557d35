/** A model folder on disk: its model.json, its twin model.js, and a way for TensorFlow.js to load it. */

import * as tf from "@tensorflow/tfjs-core";
import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { resolve, sep } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { createContext, runInContext } from "node:vm";
import { isGraph, type ModelBundle, type ModelJson } from "../model/metadata";
import { collectGarbage } from "./garbage";

/** The path of a file that a model.json names; no model reads beside its own folder. */
function place(folder: string, name: string): string {
  const path = resolve(folder, name);
  if (!path.startsWith(resolve(folder) + sep)) throw new Error(`model.json names a file outside its folder: ${name}`);
  return path;
}

/** The folder's model.json. */
export function readJson(folder: string): ModelJson {
  const text = readFileSync(place(folder, "model.json"), "utf8");
  try {
    return JSON.parse(text) as ModelJson;
  } catch (error) {
    throw new Error(`model.json is not JSON: ${(error as Error).message}`);
  }
}

/** All bytes of a file. */
function readBytes(path: string): ArrayBuffer {
  const { buffer, byteOffset, byteLength } = readFileSync(path);
  // The bytes of a small file are a part of Node's pool.
  const isAll = byteLength === buffer.byteLength;
  return (isAll ? buffer : buffer.slice(byteOffset, byteOffset + byteLength)) as ArrayBuffer;
}

const BYTES = { float32: 4, int32: 4, bool: 1, complex64: 8, float16: 2, uint16: 2, uint8: 1 };

/** How many bytes a weight takes in the shards; null where that stands in the shards themselves, of text. */
function countBytes({ shape, dtype, quantization }: tf.io.WeightsManifestEntry): number | null {
  const stored = quantization?.dtype ?? dtype;
  return stored === "string" ? null : shape.reduce((count, size) => count * size, BYTES[stored]);
}

/** The bytes of the shards, one after the other, cut into lengths. */
function* cutShards(paths: string[], lengths: number[]): Generator<ArrayBuffer> {
  const shards = paths.values();
  let [shard, at]: [Pieces | null, number] = [null, 0];
  for (const length of lengths) {
    const bytes = new ArrayBuffer(length);
    for (let filled = 0; filled < length; ) {
      if (shard === null) {
        const next = shards.next();
        if (next.done) throw new Error("the shards hold fewer bytes than the weights take");
        [shard, at] = [new Pieces(next.value), 0];
      }
      const { length: count } = shard.read(at, Buffer.from(bytes, filled));
      [filled, at] = [filled + count, at + count];
      if (count > 0) continue;
      shard.close();
      shard = null;
    }
    yield bytes;
  }
  shard?.close();
}

// Buffers of weights that are read take so much at most before they are freed.
const MOST_READ = 1 << 26;

/** The bytes of each weight in turn, which are read when they are asked for. */
function streamWeights(paths: string[], lengths: number[]): ReadableStream<ArrayBuffer> {
  const pieces = cutShards(paths, lengths);
  let read = 0;
  const pull = (controller: ReadableStreamDefaultController<ArrayBuffer>): void => {
    if (read > MOST_READ) {
      collectGarbage();
      read = 0;
    }
    const { value, done } = pieces.next();
    read += value?.byteLength ?? 0;
    if (done) controller.close();
    else controller.enqueue(value);
  };
  return new ReadableStream({ pull }, { highWaterMark: 0 });
}

/**
 * What loads the folder's model.json and shards as TensorFlow.js's http loader does: of a graph one weight at a time,
 * of layers without a second copy until they are released.
 */
export function folderHandler(folder: string): tf.io.IOHandler & { release(): void } {
  let artifacts: tf.io.ModelArtifacts = {};
  const load = async () => {
    // Its own model.json: TensorFlow.js changes the one that it is given.
    const json = readJson(folder);
    let stream: (() => ReadableStream<ArrayBuffer>) | undefined;
    artifacts = await tf.io.getModelArtifactsForJSON(json as unknown as tf.io.ModelJSON, async (manifest) => {
      const specs = tf.io.getWeightSpecs(manifest);
      const paths = manifest.flatMap((group) => group.paths.map((path) => place(folder, path)));
      const lengths = specs.map(countBytes);
      if (!isGraph(json) || lengths.includes(null)) return [specs, paths.map(readBytes)];
      stream = () => streamWeights(paths, lengths.filter(Boolean) as number[]);
      return [specs, new ArrayBuffer(0)];
    });
    return stream ? { ...artifacts, getWeightStream: stream } : artifacts;
  };
  return { load, release: () => void delete artifacts.weightData };
}

/** A file of which a part is read at a time: weights may be hundreds of megabytes. */
class Pieces {
  private readonly file: number;
  readonly size: number;

  constructor(path: string) {
    this.file = openSync(path, "r");
    this.size = fstatSync(this.file).size;
  }

  /** Read from one place of the file into a buffer, and give what was filled: less where the file ends before. */
  read(start: number, buffer: Buffer): Buffer {
    return buffer.subarray(0, readSync(this.file, buffer, 0, buffer.length, start));
  }

  /** The text from one place to another. */
  text(start: number, end: number): string {
    return String(this.read(start, Buffer.alloc(end - start)));
  }

  close(): void {
    closeSync(this.file);
  }
}

// A multiple of 3: pieces that are encoded one by one join without padding.
const PIECE = 3 << 18;

/** The bytes of the shards, one after the other, in pieces of one length but for the last; each lasts until the next. */
function* readShards(paths: string[]): Generator<Buffer> {
  const piece = Buffer.alloc(PIECE);
  let filled = 0;
  for (const path of paths) {
    const shard = new Pieces(path);
    try {
      for (let at = 0; at < shard.size; ) {
        const read = shard.read(at, piece.subarray(filled)).length;
        at += read;
        filled += read;
        if (filled < PIECE) continue;
        yield piece;
        filled = 0;
      }
    } finally {
      shard.close();
    }
  }
  yield piece.subarray(0, filled);
}

/** Run model.js the way a page does, and give back the one model that it registers. */
function runScript(script: string): ModelBundle {
  const context = createContext({});
  runInContext(script, context, { filename: "model.js" });
  const models = (context as { kerasdigitsModels?: Record<string, ModelBundle> }).kerasdigitsModels ?? {};
  const names = Object.keys(models);
  if (names.length !== 1) throw new Error(`model.js registers ${names.length} models instead of one`);
  return models[names[0]];
}

const BEFORE_WEIGHTS = '"weights": "';
const AFTER_WEIGHTS = '"};\n';
// V8 holds no longer text, so that the exporter writes none (kerasdigits/tfjs/format/model_js.py).
const LONGEST_TEXT = 2 ** 29 - 24;

/**
 * model.js is the twin of model.json and the shards: the same topology, the same bytes. Only what stands around the
 * weights is run as a script; their text is compared piece by piece.
 */
export function checkTwin(folder: string, json: ModelJson): void {
  const paths = json.weightsManifest.flatMap((group) => group.paths).map((path) => place(folder, path));
  const bytes = paths.reduce((sum, path) => sum + statSync(path).size, 0);
  if (Math.ceil(bytes / 3) * 4 > LONGEST_TEXT && !existsSync(place(folder, "model.js"))) return;
  const script = new Pieces(place(folder, "model.js"));
  try {
    const end = script.size - AFTER_WEIGHTS.length;
    const start = end - Math.ceil(bytes / 3) * 4;
    const [before, after] = [script.text(0, Math.max(0, start)), script.text(Math.max(0, end), script.size)];
    if (!before.endsWith(BEFORE_WEIGHTS) || after !== AFTER_WEIGHTS) {
      throw new Error("model.js carries other weight bytes than the shards");
    }
    // The object of another vm context has other prototypes; a round trip through text makes it one of ours.
    if (!isDeepStrictEqual(JSON.parse(JSON.stringify(runScript(before + after).json)), json)) {
      throw new Error("model.js carries another json than model.json");
    }
    const [expected, found] = [Buffer.alloc((PIECE / 3) * 4), Buffer.alloc((PIECE / 3) * 4)];
    let at = start;
    for (const piece of readShards(paths)) {
      const length = expected.write(piece.toString("base64"), "latin1");
      if (!expected.subarray(0, length).equals(script.read(at, found.subarray(0, length)))) {
        throw new Error("model.js carries other weight bytes than the shards");
      }
      at += length;
    }
  } finally {
    script.close();
  }
}
