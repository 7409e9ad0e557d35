/**
 * The exporter's check: does TensorFlow.js load this model folder, and does it compute Keras's numbers?
 *
 *     node check.cjs FOLDER [FOLDER ...]
 *     node check.cjs --serve
 *
 * One line of JSON on stdout for each folder, in order: {"ok": true, ...} or {"ok": false, "error": "..."}.
 * Exit code 1 when any folder failed. How large a difference is acceptable is for the caller to judge.
 *
 * With --serve one request a line comes on stdin, until stdin ends: {"folder": PATH}; with "inputs": PATH of a JSON
 * file {"batches": [[TENSOR, ...], ...]}, one tensor for each input of the model, the answer gains the "batches" that
 * the model gives; with "parity": false the stored samples and model.js are left out (other exporters write none);
 * with "backend": "wasm" the model runs on WebAssembly, ten to forty times as fast as on "cpu". A model that WebAssembly
 * computes wrongly can spoil it for those after it: ask about those in another process. With "fit": PATH of a JSON file
 * (see train.ts) the model is trained instead, and the answer gives its weights after each epoch. {"start": "wasm"} alone
 * starts a backend that will be asked for, and has no answer.
 */

import * as tf from "@tensorflow/tfjs-core";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { isGraph } from "../model/metadata";
import { type Answer, answer, type Batches, loadChecked, refuse, requireParity } from "../model/verdict";
import { useBackend } from "./backend";
import { checkTwin, folderHandler, readJson } from "./folder";
import { collectGarbage } from "./garbage";
import { useKernelsFor } from "./page-kernels";
import { type Fit, type Trained, train } from "./train";

/** What is asked about a folder. */
interface Request {
  folder: string;
  start?: "cpu" | "wasm";
  backend?: "cpu" | "wasm";
  inputs?: string;
  fit?: string;
  parity?: boolean;
}

function readBatches(path: string): Batches {
  return (JSON.parse(readFileSync(path, "utf8")) as { batches: Batches }).batches;
}

async function trainFolder(folder: string, path: string): Promise<Trained> {
  await useBackend("cpu");
  useKernelsFor(false);
  return train(folder, JSON.parse(readFileSync(path, "utf8")) as Fit);
}

async function checkFolder({ folder, backend = "cpu", inputs, parity = true }: Request): Promise<Answer> {
  const json = readJson(folder);
  // Weights of layers come to rest on the cpu backend, and each moves on when a kernel of the other one first reads it.
  // Loaded on WebAssembly they would be there twice, as the zeros that a model starts from, and its memory never shrinks.
  await useBackend(isGraph(json) ? backend : "cpu");
  useKernelsFor(isGraph(json));
  const handler = folderHandler(folder);
  const network = await loadChecked(json, handler);
  handler.release();
  if (backend === "wasm") collectGarbage();
  await useBackend(backend);
  try {
    const batches = inputs === undefined ? null : readBatches(inputs);
    const found = await answer(network, parity ? requireParity(json) : null, batches);
    if (backend === "wasm") collectGarbage();
    if (parity) checkTwin(folder, json);
    return found;
  } finally {
    network.dispose();
  }
}

async function report(request: Request): Promise<boolean> {
  const { folder, fit } = request;
  const found = await (fit === undefined ? checkFolder(request) : trainFolder(folder, fit)).catch(refuse);
  tf.disposeVariables();
  process.stdout.write(`${JSON.stringify(found)}\n`);
  return found.ok;
}

async function serve(): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    if (!line.trim()) continue;
    let request: Request;
    try {
      request = JSON.parse(line) as Request;
    } catch (error) {
      process.stdout.write(`${JSON.stringify(refuse(error))}\n`);
      continue;
    }
    // Whether it starts is told when it is asked for.
    if (request.start) await useBackend(request.start).catch(() => undefined);
    else await report(request);
  }
}

async function main(words: string[]): Promise<void> {
  if (words.length === 0) {
    console.error("usage: node check.cjs FOLDER [FOLDER ...]\n       node check.cjs --serve");
    process.exit(2);
  }
  // TensorFlow.js greets Node users on the console; stdout is for our JSON lines only.
  console.log = console.info = console.warn = () => undefined;
  if (words[0] === "--serve") return serve();
  let allOk = true;
  for (const folder of words) allOk = (await report({ folder })) && allOk;
  process.exitCode = allOk ? 0 : 1;
}

void main(process.argv.slice(2));
