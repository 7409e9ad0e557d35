/** The model card: what is known about the model, and nothing that is not. */

import { formatBytes, formatCount, formatNumber } from "../../model/format";
import type { LoadedModel } from "../../model/model";
import type { Network, Part } from "../../model/network";
import type { Store } from "../state";
import { element, find } from "./element";

type Row = [name: string, value: string | null | undefined];

function count(value: number | undefined): string | null {
  return value === undefined ? null : formatCount(value);
}

/** "test_accuracy" is "Test accuracy", in percent; other metrics are plain numbers. */
function metricRow([key, value]: [string, number]): Row {
  const words = key.replaceAll("_", " ");
  const name = words[0].toUpperCase() + words.slice(1);
  return [name, /accuracy/.test(key) ? `${(value * 100).toFixed(2)} %` : formatNumber(value)];
}

const OPTIMIZERS: Record<string, string> = {
  sgd: "gradient descent (SGD)",
  momentum: "gradient descent with momentum",
  rmsprop: "RMSprop",
  adam: "Adam",
  adamw: "Adam with weight decay",
};

/** How the weights were changed: "Adam with weight decay, learning rate 0.01". */
function optimizer(training: NonNullable<LoadedModel["metadata"]["training"]>): string | null {
  if (!training.optimizer) return null;
  const name = OPTIMIZERS[training.optimizer] ?? training.optimizer;
  return training.learning_rate === undefined ? name : `${name}, learning rate ${formatNumber(training.learning_rate)}`;
}

/** "61.7 kB, quantized to uint8 from 246.8 kB". */
function weights({ weightBytes, quantization, float32Bytes }: LoadedModel): string {
  const stored = formatBytes(weightBytes);
  return quantization ? `${stored}, quantized to ${quantization} from ${formatBytes(float32Bytes)}` : stored;
}

/** The shapes of what the model takes, for one row; "?" is what it leaves open. */
function inputs({ network }: LoadedModel): string {
  const sizes = network.inputs.map(({ shape }) => shape?.slice(1).map((size) => size ?? "?").join(" × ") || "?");
  return sizes.join(", ");
}

/** All rows of the card; those without a value are left out later. */
function cardRows(model: LoadedModel): Row[] {
  const { metadata } = model;
  const training = metadata.training ?? {};
  const device = [training.backend, training.device].filter(Boolean).join(" on ");
  return [
    ["Data", training.data],
    ["Source and licence", training.source],
    ["Architecture", training.model],
    [model.network.inputs.length === 1 ? "Input" : "Inputs", inputs(model)],
    ["Parameters", count(model.parameters)],
    ["Weights", weights(model)],
    ["Format", `TensorFlow.js ${model.network.format.replace("-", " ")}`],
    ["Loss", training.loss],
    ["Optimizer", optimizer(training)],
    ["Epochs", count(training.epochs)],
    ["Batch size", count(training.batch_size)],
    ...Object.entries(training.metrics ?? {}).map(metricRow),
    ["Trained with", device ? `Keras ${training.keras_version ?? ""}, ${device}` : null],
    ["Seed", training.seed === undefined ? null : String(training.seed)],
  ];
}

/** The layers of a layers model; how often each operation occurs in a graph model. */
function partTable({ format }: Network, parts: Part[]): HTMLTableElement {
  const row = (tag: "td" | "th", ...texts: string[]): HTMLElement =>
    element("tr", {}, ...texts.map((textContent) => element(tag, { textContent })));
  const graph = format === "graph-model";
  const head = graph ? row("th", "Operation", "Count") : row("th", "Layer", "Output", "Parameters");
  const rows = parts.map(({ kind, shape, parameters, count }) =>
    graph ? row("td", kind, formatCount(count)) : row("td", kind, shape?.join(" × ") ?? "several shapes", formatCount(parameters!)),
  );
  return element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows));
}

/** Wire the card to the store. */
export function startCard(store: Store): void {
  const card = find("card");
  store.watch(["model"], ({ model }) => {
    if (!model) return;
    const known = cardRows(model).filter(([, value]) => value);
    const list = element("dl", {});
    for (const [name, value] of known) {
      list.append(
        element("div", {}, element("dt", { textContent: name }), element("dd", { textContent: value! })),
      );
    }
    const parts = model.network.summarize();
    const total = parts.reduce((sum, part) => sum + part.count, 0);
    const layers = element(
      "details",
      {},
      element("summary", { textContent: `The ${total} ${model.network.format === "graph-model" ? "operations" : "layers"}` }),
      element("div", { className: "scroll" }, partTable(model.network, parts)),
    );
    card.replaceChildren(element("p", { className: "card-name", textContent: model.metadata.title ?? model.name }), list, layers);
  });
}
