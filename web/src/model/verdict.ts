/**
 * What the exporter's checks answer about a loaded model, in Node (node/check.ts) and in browsers
 * (browser-check/main.ts): is it what Keras computes, and what does it give for inputs of the caller's own?
 */

import * as tf from "@tensorflow/tfjs-core";
import { loadGraphModel } from "@tensorflow/tfjs-converter";
import { decodeTensor, encodeTensor } from "./base64";
import { graphNetwork, type Topology } from "./graph-network";
import { loadNetwork } from "./load-network";
import type { ModelJson, Parity, TensorRecord } from "./metadata";
import type { Network, TensorInfo } from "./network";
import { replay } from "./parity";
import { ask, type TensorNetwork } from "./tensor-network";

/** Inputs of the caller's own: one list of tensors, one for each input of the model, a batch. */
export type Batches = TensorRecord[][];

/** The answer about one model; the names are those of the JSON that travels to Python. */
export interface Answer {
  ok: true;
  tfjs_version: string;
  backend: string;
  format: Network["format"];
  /** What the model takes; a size that it leaves open is null. */
  inputs: TensorInfo[];
  output_names: string[];
  samples: number;
  outputs: { name: string; max_abs_difference: number; max_abs_value: number }[];
  /** Null when no samples were replayed. */
  max_abs_difference: number | null;
  /** What the model itself says about how far from Keras it may be. */
  tolerance?: number;
  batches?: Batches;
}

/** The answer when something does not work. */
export interface Refusal {
  ok: false;
  error: string;
  unavailable?: true;
}

/** Any thrown thing as an answer on one line. */
export function refuse(error: unknown): Refusal {
  const message = error instanceof Error ? error.message : String(error);
  return { ok: false, error: message.replace(/\s+/g, " ").trim() };
}

/** Load a model that is to be checked, with the graph runtime at hand. */
export async function loadChecked(json: ModelJson, handler: tf.io.IOHandler): Promise<TensorNetwork> {
  return loadNetwork(json, handler, async (source, topology) =>
    graphNetwork(await loadGraphModel(source), topology as Topology),
  );
}

// WebGL casts small tensors on the processor and keeps the numbers as they were: what it reads of a
// float32 tensor that was a bool is a Uint8Array.
const STORED = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };

/** A stored tensor, in the backend in use. */
export function toTensor(record: TensorRecord): tf.Tensor {
  return tf.tensor(decodeTensor(record), record.shape, record.dtype);
}

async function toRecord(tensor: tf.Tensor): Promise<TensorRecord> {
  const { shape, dtype } = tensor;
  if (dtype !== "float32" && dtype !== "int32" && dtype !== "bool") {
    throw new Error(`an output is of dtype ${dtype}`);
  }
  return encodeTensor(STORED[dtype].from(await tensor.data()), shape, dtype);
}

async function answerBatch(network: TensorNetwork, batch: TensorRecord[]): Promise<TensorRecord[]> {
  if (batch.length !== network.inputs.length) {
    throw new Error(`the model has ${network.inputs.length} inputs, received ${batch.length} tensors`);
  }
  const inputs = batch.map(toTensor);
  let outputs: tf.Tensor[] = [];
  try {
    outputs = ask(network, inputs);
    return await Promise.all(outputs.map(toRecord));
  } finally {
    tf.dispose([...inputs, ...outputs]);
  }
}

/** Replay the samples, unless there are to be none, and run the batches, when there are any. */
export async function answer(network: TensorNetwork, parity: Parity | null, batches: Batches | null): Promise<Answer> {
  const result = parity && (await replay(network, parity));
  if (result && !Number.isFinite(result.maxAbsDifference)) {
    throw new Error("TensorFlow.js computes NaN or Infinity where Keras does not");
  }
  const given: Batches = [];
  for (const batch of batches ?? []) given.push(await answerBatch(network, batch));
  return {
    ok: true,
    tfjs_version: tf.version_core,
    backend: tf.getBackend(),
    format: network.format,
    inputs: network.inputs,
    output_names: network.outputs.map(({ name }) => name),
    samples: result?.samples ?? 0,
    outputs: (result?.outputs ?? []).map(({ name, maxAbsDifference, maxAbsValue }) => ({
      name,
      max_abs_difference: maxAbsDifference,
      max_abs_value: maxAbsValue,
    })),
    max_abs_difference: result?.maxAbsDifference ?? null,
    ...(parity?.tolerance !== undefined && { tolerance: parity.tolerance }),
    ...(batches && { batches: given }),
  };
}

/** The samples of a model.json. */
export function requireParity(json: ModelJson): Parity {
  const parity = json.userDefinedMetadata?.kerasdigits?.parity;
  if (!parity?.inputs?.length) throw new Error("model.json holds no parity samples");
  return parity;
}
