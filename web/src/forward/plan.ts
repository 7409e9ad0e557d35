/** Read the topology of a layers model as a list of steps, each with the results that it starts from. */

import type { WeightSpec } from "../model/metadata";
import { countValues } from "../model/shape";
import { type Layer, NotHere, readPair } from "./layer";
import { BUILDERS } from "./table";
import { makeRows, type Rows, type Step } from "./tensor";

/** One layer at its place in the model. */
export interface Planned {
  name: string;
  kind: string;
  config: Record<string, unknown>;
  /** The layers whose results it takes. */
  from: string[];
  /** The shape of one row of its result. */
  shape: number[];
  parameters: number;
  step: Step;
}

/** A model as steps in their order. */
export interface Plan {
  inputs: { name: string; shape: (number | null)[]; dtype: string }[];
  steps: Planned[];
  outputs: string[];
}

/** A layer as model.json writes it. */
interface Written {
  class_name: string;
  name?: string;
  config: Record<string, unknown>;
  inbound_nodes?: [string, number, number, Record<string, unknown>?][][];
}

interface WrittenModel {
  class_name: string;
  config: Written[] | { layers: Written[]; input_layers?: unknown; output_layers?: unknown };
}

/** "a" of ["a", 0, 0], or of a list of one of these. */
function readEnds(ends: unknown): string[] {
  const list = Array.isArray(ends) && Array.isArray(ends[0]) ? ends : [ends];
  return list.map((end: [string, number, number]) => {
    if (!Array.isArray(end) || end[1] !== 0 || end[2] !== 0) throw new NotHere("a layer that is used twice");
    return end[0];
  });
}

function nameOf({ name, config }: Written): string {
  return name ?? (config.name as string);
}

/** The layers whose results a layer takes; in a Sequential model the one before. */
function readSources(layer: Written, before: string | null): string[] {
  if (layer.inbound_nodes === undefined) return before === null ? [] : [before];
  if (layer.inbound_nodes.length > 1) throw new NotHere("a layer that is used twice");
  const calls = layer.inbound_nodes[0] ?? [];
  if (calls.some((call) => Object.keys(call[3] ?? {}).length > 0)) throw new NotHere("a call with arguments");
  return calls.length ? readEnds(calls) : [];
}

/** The weights by their names, as views of the file's bytes. */
function readWeights(bytes: ArrayBuffer, specs: WeightSpec[]): Map<string, Float32Array> {
  const weights = new Map<string, Float32Array>();
  let at = 0;
  for (const { name, shape, dtype, quantization } of specs) {
    if (dtype !== "float32" || quantization) throw new NotHere("weights that are not float32");
    const length = countValues(shape);
    weights.set(name, new Float32Array(bytes, at, length));
    at += 4 * length;
  }
  return weights;
}

/** A layer without its step is an input: it has a shape of its own. */
function readInput({ config }: Written): Plan["inputs"][number] {
  const shape = (config.batch_input_shape ?? config.batch_shape) as (number | null)[];
  if (!shape?.slice(1).every((size) => size !== null)) throw new NotHere("an input of open size");
  const dtype = (config.dtype as string | undefined) ?? "float32";
  if (dtype !== "float32") throw new NotHere(`an input of ${dtype}`);
  return { name: config.name as string, shape, dtype };
}

/** Fewer multiplications than this take no time that anybody notices. */
const MOST_PRODUCTS = 3e7;

/** About how often a layer multiplies: a weight of a convolution is used at each place of its map. */
function countProducts({ strides }: Record<string, unknown>, shape: number[], parameters: number): number {
  if (shape.length !== 3) return parameters;
  const [down, right] = readPair(strides, [1, 1]);
  return (parameters * shape[0] * shape[1]) / (down * right);
}

/** Collects the steps of a model. */
class Planner {
  readonly inputs: Plan["inputs"] = [];
  readonly steps: Planned[] = [];
  private products = 0;
  private readonly shapes = new Map<string, number[]>();

  constructor(private readonly weights: Map<string, Float32Array>) {}

  /** Add a layer, whose sources are there already. */
  add(layer: Written, from: string[]): void {
    const name = nameOf(layer);
    if (layer.class_name === "InputLayer") {
      const input = readInput(layer);
      this.inputs.push(input);
      this.shapes.set(name, input.shape.slice(1) as number[]);
      return;
    }
    if (!Object.hasOwn(BUILDERS, layer.class_name)) throw new NotHere(`the layer ${layer.class_name}`);
    const shapes = from.map((source) => this.shapes.get(source) ?? this.refuse(source));
    const mine = [...this.weights].filter(([key]) => key.startsWith(`${name}/`));
    const parameters = mine.reduce((total, [, weight]) => total + weight.length, 0);
    this.products += countProducts(layer.config, shapes[0], parameters);
    if (this.products > MOST_PRODUCTS) throw new NotHere("so large a model");
    const step = BUILDERS[layer.class_name](this.describe(layer, shapes[0], mine));
    // No rows at all tell the shape, and whether the step runs; nothing is computed twice before the first answer.
    const { shape } = step(...shapes.map((each): Rows => makeRows(each, 0)));
    this.shapes.set(name, shape);
    const { class_name: kind, config } = layer;
    this.steps.push({ name, kind, config, from, shape, parameters, step });
  }

  private describe({ config }: Written, inputShape: number[], weights: [string, Float32Array][]): Layer {
    const weight = (end: string): Float32Array =>
      weights.find(([key]) => key.endsWith(`/${end}`))?.[1] ?? this.refuse(`a weight ${end}`);
    return { config, inputShape, weight };
  }

  private refuse(what: string): never {
    throw new NotHere(what);
  }
}

/** The first layer of a Sequential model may carry the input's shape itself. */
function withInput(layers: Written[]): Written[] {
  const [first] = layers;
  if (!first || first.class_name === "InputLayer") return layers;
  const { batch_input_shape, dtype } = first.config;
  const input = { class_name: "InputLayer", config: { name: `${nameOf(first)}_input`, batch_input_shape, dtype } };
  return [input, ...layers];
}

/** Plan a model. Throws a NotHere where it holds what this room does not compute. */
export function makePlan(topology: object, bytes: ArrayBuffer, specs: WeightSpec[]): Plan {
  const model = ((topology as { model_config?: WrittenModel }).model_config ?? topology) as WrittenModel;
  const sequential = model.class_name === "Sequential";
  const content = Array.isArray(model.config) ? { layers: model.config } : model.config;
  const planner = new Planner(readWeights(bytes, specs));
  let before: string | null = null;
  for (const layer of sequential ? withInput(content.layers) : content.layers) {
    planner.add(layer, readSources(sequential ? { ...layer, inbound_nodes: undefined } : layer, before));
    before = nameOf(layer);
  }
  const { inputs, steps } = planner;
  if (sequential) return { inputs, steps, outputs: [before!] };
  const ends = content as { input_layers?: unknown; output_layers?: unknown };
  const order = readEnds(ends.input_layers);
  return {
    inputs: order.map((name) => inputs.find((input) => input.name === name)!),
    steps,
    outputs: readEnds(ends.output_layers),
  };
}
