/** Hand the taught model over as a zip with a TensorFlow.js folder, which `kerasdigits import` makes Keras's again. */

import { decodeTensor, encodeTensor } from "../../model/base64";
import type { LoadedModel } from "../../model/model";
import type { Metadata, ModelBundle, ModelJson, Parity } from "../../model/metadata";
import { predict } from "../../model/predict";
import { makeZip } from "./math/zip";
import type { Pupil } from "./pupil";
import { say } from "./messages";

const SHARD = "group1-shard1of1.bin";

type Registry = { kerasdigitsModels?: Record<string, ModelBundle> };

/** The stored samples with the answers of the taught model: whoever opens the folder replays them. */
async function replaySamples(model: LoadedModel, parity: Parity | undefined): Promise<Parity | undefined> {
  const record = parity?.inputs?.[0];
  if (!parity || !record || parity.outputs?.length !== 1) return undefined;
  const output = await predict(model, Float32Array.from(decodeTensor(record)), record.shape[0]);
  const { shape, dtype } = parity.outputs[0];
  return { ...parity, backend: "TensorFlow.js", outputs: [encodeTensor(output, shape, dtype)] };
}

/** What the folder says of itself: not the run's figures, which are no longer true. */
function describe(metadata: Metadata, name: string, parity: Parity | undefined): Metadata {
  const { tests, parity: _, training, ...kept } = metadata as Metadata & { epochs?: unknown; data?: unknown };
  delete kept.epochs;
  delete kept.data;
  const { metrics, ...rest } = training ?? {};
  return { ...kept, name, ...(training && { training: rest }), ...(parity && { parity }) };
}

/** The weights in the order of the manifest, all as float32 or what they are. */
function joinWeights(json: ModelJson, weights: Map<string, Float32Array>): Uint8Array<ArrayBuffer> {
  const parts = json.weightsManifest.flatMap((group) => group.weights).map(({ name }) => {
    const values = weights.get(name);
    if (!values) throw new Error(say("failures.noWeight", { name }));
    return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  });
  const joined = new Uint8Array(parts.reduce((total, { length }) => total + length, 0));
  let place = 0;
  for (const part of parts) {
    joined.set(part, place);
    place += part.length;
  }
  return joined;
}

/** A name that is safe in paths on every system. */
export function taughtName(name: string): string {
  return `${name.replace(/[^\w-]+/g, "-")}-taught`;
}

/** The archive of the taught model. */
export async function packTaught(pupil: Pupil): Promise<Uint8Array<ArrayBuffer>> {
  const model = pupil.taught!;
  const { json } = (globalThis as unknown as Registry).kerasdigitsModels![model.name];
  const name = taughtName(model.name);
  const weights = json.weightsManifest.flatMap((group) => group.weights);
  const specs = weights.map(({ name: weight, shape, dtype }) => ({ name: weight, shape, dtype }));
  const parity = await replaySamples(model, model.metadata.parity);
  const written: ModelJson = {
    ...json,
    weightsManifest: [{ paths: [SHARD], weights: specs }],
    userDefinedMetadata: { kerasdigits: describe(model.metadata, name, parity) },
  };
  return makeZip([
    { path: `${name}/model.json`, bytes: new TextEncoder().encode(JSON.stringify(written)) },
    { path: `${name}/${SHARD}`, bytes: joinWeights(json, await pupil.listWeights()) },
  ]);
}

/** Offer bytes as a file. */
export function offer(bytes: Uint8Array<ArrayBuffer>, name: string): void {
  const address = URL.createObjectURL(new Blob([bytes], { type: "application/zip" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has read it by then.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
