/** The model card: what is known about the model, and nothing that is not. */

import { formatBytes, formatCount, formatNumber } from "../format";
import type { LoadedModel } from "../model";
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

function optimizer(training: NonNullable<LoadedModel["metadata"]["training"]>): string | null {
  if (!training.optimizer) return null;
  const rate = training.learning_rate;
  return rate === undefined ? training.optimizer : `${training.optimizer}, learning rate ${formatNumber(rate)}`;
}

/** All rows of the card; those without a value are left out later. */
function cardRows(model: LoadedModel): Row[] {
  const { metadata } = model;
  const training = metadata.training ?? {};
  const device = [training.backend, training.device].filter(Boolean).join(" on ");
  return [
    ["Data", training.data],
    ["Architecture", training.model],
    ["Input", model.inputShape.join(" × ")],
    ["Parameters", count(metadata.parameters ?? model.layers.countParams())],
    ["Weights", formatBytes(model.weightBytes)],
    ["Loss", training.loss],
    ["Optimizer", optimizer(training)],
    ["Epochs", count(training.epochs)],
    ["Batch size", count(training.batch_size)],
    ...Object.entries(training.metrics ?? {}).map(metricRow),
    ["Trained with", device ? `Keras ${training.keras_version ?? ""}, ${device}` : null],
    ["Seed", training.seed === undefined ? null : String(training.seed)],
  ];
}

function layerTable(model: LoadedModel): HTMLTableElement {
  const cell = (text: string, tag: "td" | "th" = "td"): HTMLElement => element(tag, { textContent: text });
  const row = (...cells: HTMLElement[]): HTMLElement => element("tr", {}, ...cells);
  const rows = model.layers.layers.map((layer) => {
    const shape = layer.outputShape as (number | null)[] | (number | null)[][];
    const first = (Array.isArray(shape[0]) ? shape[0] : shape) as (number | null)[];
    const size = first.slice(1).join(" × ");
    return row(cell(layer.getClassName()), cell(size), cell(formatCount(layer.countParams())));
  });
  const head = row(cell("Layer", "th"), cell("Gives", "th"), cell("Parameters", "th"));
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
    const layers = element(
      "details",
      {},
      element("summary", { textContent: `The ${model.layers.layers.length} layers` }),
      element("div", { className: "scroll" }, layerTable(model)),
    );
    card.replaceChildren(element("p", { className: "card-name", textContent: model.name }), list, layers);
  });
}
