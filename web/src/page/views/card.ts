/** The model card: what is known about the model, and nothing that is not. */

import { writeDecimal } from "../../messages/say";
import { formatBytes, formatCount, formatNumber } from "../../model/format";
import type { Training } from "../../model/metadata";
import type { LoadedModel } from "../../model/model";
import type { Network, Part } from "../../model/network";
import { say, sayIfKnown } from "../messages";
import type { Store } from "../state";
import { element, find } from "./element";

/** What is longer does not fit a column of the card. */
const LONG = 60;

type Row = [name: string, value: string | null | undefined];

/** A count that a model's metadata state; whatever else somebody wrote there is shown as it is. */
function count(value: number | undefined): string | null {
  if (value === undefined) return null;
  return typeof value === "number" ? formatCount(value) : String(value);
}

/** "test_accuracy" is "Test accuracy", in percent; other metrics are plain numbers. */
function metricRow([key, value]: [string, number]): Row {
  const words = key.replaceAll("_", " ");
  const name = sayIfKnown(`metric.${key}`) ?? words[0].toUpperCase() + words.slice(1);
  return [name, /accuracy/.test(key) ? writeDecimal(`${(value * 100).toFixed(2)} %`) : formatNumber(value)];
}

/** How the weights were changed: "Adam with weight decay, learning rate 0.01". */
function optimizer(training: Training): string | null {
  if (!training.optimizer) return null;
  const name = sayIfKnown(`optimizer.${training.optimizer}`) ?? training.optimizer;
  const rate = training.learning_rate;
  return rate === undefined ? name : say("card.rate", { optimizer: name, rate: formatNumber(rate) });
}

/** "61.7 kB, quantized to uint8 from 246.8 kB". */
function weights({ weightBytes, quantization, float32Bytes }: LoadedModel): string {
  const stored = formatBytes(weightBytes);
  return quantization ? say("card.quantized", { stored, types: quantization, whole: formatBytes(float32Bytes) }) : stored;
}

/** The shapes of what the model takes, for one row; "?" is what it leaves open. */
function inputs({ network }: LoadedModel): string {
  const sizes = network.inputs.map(({ shape }) => shape?.slice(1).map((size) => size ?? "?").join(" × ") || "?");
  return sizes.join(", ");
}

/** "Keras 3.15.1, jax on cpu"; null where the training's backend is not known. */
function trainedWith({ keras_version, backend, device }: Training): string | null {
  const known = backend ?? device;
  if (!known) return null;
  const version = keras_version ?? "";
  return backend && device ? say("card.device", { version, backend, device }) : say("card.keras", { version, backend: known });
}

/** All rows of the card; those without a value are left out later. */
function cardRows(model: LoadedModel): Row[] {
  const { metadata } = model;
  const training = metadata.training ?? {};
  return [
    [say("card.data"), training.data],
    [say("card.source"), training.source],
    [say("card.architecture"), training.model],
    [say(model.network.inputs.length === 1 ? "card.input" : "card.inputs"), inputs(model)],
    [say("card.parameters"), count(model.parameters)],
    [say("card.weights"), weights(model)],
    [say("card.format"), say(model.network.format === "graph-model" ? "card.graphModel" : "card.layersModel")],
    [say("card.loss"), training.loss],
    [say("card.optimizer"), optimizer(training)],
    [say("card.epochs"), count(training.epochs)],
    [say("card.batch"), count(training.batch_size)],
    ...Object.entries(training.metrics ?? {}).map(metricRow),
    [say("card.trained"), trainedWith(training)],
    [say("card.seed"), training.seed === undefined ? null : String(training.seed)],
  ];
}

/** The layers of a layers model; how often each operation occurs in a graph model. */
function partTable({ format }: Network, parts: Part[]): HTMLTableElement {
  const row = (tag: "td" | "th", ...texts: string[]): HTMLElement =>
    element("tr", {}, ...texts.map((textContent) => element(tag, { textContent })));
  const graph = format === "graph-model";
  const head = graph
    ? row("th", say("card.operation"), say("card.count"))
    : row("th", say("card.layer"), say("card.output"), say("card.parameters"));
  const rows = parts.map(({ kind, shape, parameters, count }) =>
    graph ? row("td", kind, formatCount(count)) : row("td", kind, shape?.join(" × ") ?? say("card.shapes"), formatCount(parameters!)),
  );
  return element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows));
}

/** What is known about a model, as a list. */
export function makeCard(model: LoadedModel): HTMLElement {
  const list = element("dl");
  for (const [name, value] of cardRows(model)) {
    if (!value) continue;
    // A long one, such as a source with its licence, gets a line of its own.
    const className = value.length > LONG ? "wide" : "";
    list.append(element("div", { className }, element("dt", { textContent: name }), element("dd", { textContent: value })));
  }
  return list;
}

/** Wire the card to the store. */
export function startCard(store: Store): void {
  const card = find("card");
  store.watch(["model"], ({ model }) => {
    if (!model) return;
    const parts = model.network.summarize();
    const total = parts.reduce((sum, part) => sum + part.count, 0);
    const layers = element(
      "details",
      {},
      element("summary", { textContent: say(model.network.format === "graph-model" ? "card.operations" : "card.layers", { count: total }) }),
      element("div", { className: "scroll" }, partTable(model.network, parts)),
    );
    card.replaceChildren(element("p", { className: "card-name", textContent: model.metadata.title ?? model.name }), makeCard(model), layers);
  });
}
