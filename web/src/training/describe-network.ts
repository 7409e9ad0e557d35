/** From a model of TensorFlow.js to a network that learns here: as many of its last layers as are known. */

import type { layers, LayersModel } from "@tensorflow/tfjs-layers";
import type { LoadedModel } from "../model/model";
import { ACTIVATIONS, type ActivationName } from "./math/elementwise";
import type { LossName } from "./math/loss";
import type { LayerSpec, NetworkSpec } from "./math/network";

/** What of a model can learn here. */
export interface Trainable {
  spec: NetworkSpec;
  /** The model's own weights, in the order of `Network.variables`. */
  variables: Float32Array[];
  /** The layers before, which stay as they are; null where all layers learn. */
  body: LayersModel | null;
  /** For each variable of the network: the layer's name and its own name, as "hidden_1/kernel". */
  names: string[];
}

type Config = Record<string, unknown>;

function pair(value: unknown): [number, number] {
  return Array.isArray(value) ? [value[0] as number, value[1] as number] : [value as number, value as number];
}

/** The shape of one row that goes into a layer, or comes out; null where a size is open. */
function shapeOf(tensor: unknown): number[] | null {
  const { shape } = tensor as { shape?: (number | null)[] };
  const sizes = shape?.slice(1);
  return sizes?.every((size) => typeof size === "number") ? (sizes as number[]) : null;
}

function activate(config: Config): LayerSpec[] | null {
  const name = config.activation ?? "linear";
  if (name === "linear") return [];
  return typeof name === "string" && name in ACTIVATIONS ? [{ kind: "activation", name: name as ActivationName }] : null;
}

function withActivation(spec: LayerSpec, config: Config): LayerSpec[] | null {
  const activation = activate(config);
  return activation && [spec, ...activation];
}

function describeWindow(config: Config, size: unknown): { size: [number, number]; strides: [number, number]; padding: "same" | "valid" } | null {
  const { dataFormat, dilationRate, padding, strides } = config;
  const plain = (dataFormat ?? "channelsLast") === "channelsLast" && pair(dilationRate ?? 1).every((rate) => rate === 1);
  if (!plain || (padding !== "same" && padding !== "valid")) return null;
  return { size: pair(size), strides: pair(strides), padding };
}

/** What a layer does, in layers that are known here; null where it is not known. */
function describeLayer(layer: layers.Layer): LayerSpec[] | null {
  const config = layer.getConfig() as Config;
  const [input, output] = [shapeOf(layer.input), shapeOf(layer.output)];
  if (!input || !output) return null;
  switch (layer.getClassName()) {
    case "InputLayer":
    case "ActivityRegularization":
      return [];
    case "Dense":
      if (input.length !== 1) return null;
      return withActivation({ kind: "dense", units: output[0], useBias: config.useBias !== false }, config);
    case "Conv2D": {
      const window = describeWindow(config, config.kernelSize);
      const useBias = config.useBias !== false;
      return window && withActivation({ kind: "convolution", filters: output[2], window, useBias }, config);
    }
    case "MaxPooling2D":
    case "AveragePooling2D": {
      const window = describeWindow(config, config.poolSize);
      return window && [{ kind: "pooling", of: layer.getClassName() === "MaxPooling2D" ? "max" : "mean", window }];
    }
    case "GlobalAveragePooling2D": {
      const size = [input[0], input[1]] as [number, number];
      return [
        { kind: "pooling", of: "mean", window: { size, strides: size, padding: "valid" } },
        { kind: "reshape", shape: output },
      ];
    }
    case "BatchNormalization": {
      const { axis, center, epsilon, momentum, scale } = config;
      if (axis !== -1 && axis !== input.length) return null;
      const options = { epsilon, momentum, scale: scale !== false, center: center !== false };
      return [{ kind: "normalization", options: options as Extract<LayerSpec, { kind: "normalization" }>["options"] }];
    }
    case "Activation":
      return activate(config);
    case "ReLU":
      return config.maxValue == null ? [{ kind: "activation", name: "relu" }] : null;
    case "Flatten":
    case "Reshape":
      return [{ kind: "reshape", shape: output }];
    case "Dropout":
      return [{ kind: "dropout", rate: config.rate as number }];
    default:
      return null;
  }
}

/** Does this layer read what the one before it in the list gives, and nothing else? */
function follows(layer: layers.Layer, before: layers.Layer): boolean {
  const inputs = layer.input;
  return !Array.isArray(inputs) && inputs.sourceLayer === before;
}

/** The loss that fits the end of a model, and the last activation that belongs to it. */
function chooseLoss(model: LoadedModel, end: unknown): { loss: LossName; swallows: boolean } | null {
  const { metadata, units } = model;
  if (end === "softmax") return { loss: "cross-entropy", swallows: true };
  if (end === "sigmoid" && units === 1) return { loss: "binary-cross-entropy", swallows: true };
  if (end !== "linear" && end !== undefined && end !== null) return null;
  if (metadata.task !== "regression" && units > 1) return { loss: "cross-entropy", swallows: false };
  if (units !== 1) return null;
  return { loss: metadata.training?.loss === "mae" ? "mae" : "mse", swallows: false };
}

/** The last activation of a layer, taken away from its description. */
function describeEnd(layer: layers.Layer): LayerSpec[] | null {
  const kind = layer.getClassName();
  if (kind === "Softmax" || kind === "Activation") return [];
  if (kind !== "Dense") return null;
  const units = shapeOf(layer.output)?.[0];
  const config = layer.getConfig() as Config;
  return units === undefined ? null : [{ kind: "dense", units, useBias: config.useBias !== false }];
}

/** Is this the last of these layers that has weights? */
function isHead(all: readonly layers.Layer[], place: number): boolean {
  return all[place].weights.length > 0 && all.slice(place + 1).every((layer) => layer.weights.length === 0);
}

/**
 * Find what of a model can learn here; null where that is nothing.
 *
 * @param headOnly take only the last layer with weights, and what follows it
 */
export function describeNetwork(model: LoadedModel, headOnly = false): Trainable | null {
  const whole = model.network.layersModel;
  if (!whole || whole.inputs.length !== 1 || whole.outputs.length !== 1) return null;
  const choice = chooseLoss(model, model.network.activation);
  if (!choice) return null;
  const all = whole.layers;
  const specs: LayerSpec[][] = [];
  let start = all.length;
  while (start > 0) {
    const layer = all[start - 1];
    const spec = start === all.length && choice.swallows ? describeEnd(layer) : describeLayer(layer);
    if (!spec || (start > 1 && layer.getClassName() !== "InputLayer" && !follows(layer, all[start - 2]))) {
      // A layer that reads several others, or not the one before it, may still be where the known ones begin.
      if (spec && !Array.isArray(layer.input)) specs.unshift(spec), start--;
      break;
    }
    specs.unshift(spec);
    start--;
    if (headOnly && isHead(all, start)) break;
  }
  return build(whole, start, specs.flat(), choice.loss);
}

function build(whole: LayersModel, start: number, specs: LayerSpec[], loss: LossName): Trainable | null {
  const learning = whole.layers.slice(start);
  const first = learning.find((layer) => layer.getClassName() !== "InputLayer");
  const inputShape = first && shapeOf(first.input);
  const weights = learning.flatMap((layer) => layer.weights);
  if (!inputShape || weights.length === 0) return null;
  const complete = start === 0;
  const Model = whole.constructor as new (parts: { inputs: unknown; outputs: unknown }) => LayersModel;
  return {
    spec: { inputShape, layers: specs, loss },
    variables: weights.map((weight) => Float32Array.from(weight.read().dataSync())),
    body: complete ? null : makeBody(Model, whole, first.input),
    names: weights.map(({ originalName }) => originalName),
  };
}

/** Sequential's constructor takes other arguments than a functional model's, which is what it extends. */
function makeBody(Model: new (parts: { inputs: unknown; outputs: unknown }) => LayersModel, whole: LayersModel, end: unknown): LayersModel {
  const Functional = whole.getClassName() === "Sequential" ? Object.getPrototypeOf(Model) : Model;
  return new Functional({ inputs: whole.inputs, outputs: end }) as LayersModel;
}
