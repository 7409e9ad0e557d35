/**
 * webgpu.js: proves a model on WebGPU, and answers with it, when somebody asks for that.
 *
 * It is the one backend with a TensorFlow.js of its own (build.mjs gives it an engine apart). On the page's engine, a
 * change to another backend would move the weights at once, and what WebGPU hands over at once is all zeros in some
 * browsers (TensorFlow.js 4.22, Chromium 156 with SwiftShader): the page's own model would be spoilt, silently.
 */

import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-webgpu";
import * as tf from "@tensorflow/tfjs-core";
import { makeSay } from "../messages/say";
import { decodeBytes } from "../model/base64";
import type { Webgpu } from "../model/engine";
import { measureLatency } from "../model/latency";
import { BACKEND } from "../model/messages";
import { replay } from "../model/parity";
import { loadChecked } from "../model/verdict";

const say = makeSay(BACKEND);

async function start(): Promise<void> {
  const { gpu } = navigator as { gpu?: { requestAdapter(): Promise<unknown> } };
  if (!(await gpu?.requestAdapter())) throw new Error(say("backend.noWebgpu"));
  if (!(await tf.setBackend("webgpu"))) throw new Error(say("backend.webgpuFails"));
}

const open: Webgpu["open"] = ({ json, weights }) => {
  const { modelTopology, signature } = json;
  const weightSpecs = json.weightsManifest.flatMap((group) => group.weights);
  const artifacts = { modelTopology, signature, weightSpecs, weightData: decodeBytes(weights).buffer };
  return loadChecked(json, tf.io.fromMemory(artifacts as tf.io.ModelArtifacts));
};

const prove: Webgpu["prove"] = async (bundle, shape, quantized) => {
  const { json } = bundle;
  const network = await open(bundle);
  try {
    const parity = json.userDefinedMetadata?.kerasdigits?.parity;
    const result = parity?.inputs?.length ? await replay(network, parity, quantized) : null;
    return { replay: result, latency: await measureLatency(network, shape) };
  } finally {
    network.dispose();
  }
};

Object.assign(globalThis, { kerasdigitsWebgpu: start().then((): Webgpu => ({ prove, open })) });
