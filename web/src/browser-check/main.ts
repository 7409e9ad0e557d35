/**
 * check.js: the exporter's check in a real browser, on any of TensorFlow.js's backends.
 *
 *     await kerasdigitsCheck({"backend": "webgl", "model": "/model/model.json", "inputs": null, "parity": true})
 *
 * answers as `node check.cjs --serve` does; {"ok": false, "unavailable": true, "error": "..."} means that this browser
 * does not have the backend, {"ok": false, "error": "..."} that the model fails on it.
 *
 * Chromium's flags (headless 156, Linux without a GPU): webgl2 with float32 textures and WebGPU both run in software,
 * on SwiftShader, with
 *
 *     --use-gl=angle --use-angle=swiftshader --enable-unsafe-swiftshader
 *     --enable-unsafe-webgpu --enable-features=Vulkan --use-webgpu-adapter=swiftshader
 *
 * On a machine with a GPU, leave out --use-angle and --use-webgpu-adapter to check that GPU instead. Without
 * --enable-unsafe-webgpu there is no WebGPU on Linux; WebGL falls back to SwiftShader by itself, for now.
 *
 * Load the page anew for each model and backend: after some failures WebAssembly ("memory access out of bounds") and
 * WebGPU (a lost device) fail for every later model as well.
 */

import * as tf from "@tensorflow/tfjs-core";
import type { ModelJson } from "../model/metadata";
import { type Answer, answer, type Batches, loadChecked, type Refusal, refuse, requireParity } from "../model/verdict";
import { startBackend } from "./backends";

/** What is asked. */
interface Request {
  backend: string;
  /** The address of a model.json on this page's own host. */
  model: string;
  inputs?: { batches: Batches } | null;
  parity?: boolean;
}

async function readJson(address: string): Promise<ModelJson> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} is not there (${response.status})`);
  return (await response.json()) as ModelJson;
}

async function checkModel({ model, inputs, parity = true }: Request): Promise<Answer> {
  const json = await readJson(model);
  const network = await loadChecked(json, tf.io.http(model));
  try {
    return await answer(network, parity ? requireParity(json) : null, inputs?.batches ?? null);
  } finally {
    network.dispose();
    tf.disposeVariables();
  }
}

async function check(request: Request): Promise<Answer | Refusal> {
  try {
    await startBackend(request.backend);
  } catch (error) {
    return { ...refuse(error), unavailable: true };
  }
  return checkModel(request).catch(refuse);
}

/** One request at a time: all share TensorFlow.js's one current backend. */
let last: Promise<unknown> = Promise.resolve();

function enqueue(request: Request): Promise<Answer | Refusal> {
  const next = last.then(() => check(request));
  last = next;
  return next;
}

Object.assign(globalThis, { kerasdigitsCheck: enqueue });
document.getElementById("state")!.textContent = "Ready.";
