/** The steps that a model takes from its input to its answer: each layer where it is used, in the order of computing. */

import type { layers, LayersModel, SymbolicTensor } from "@tensorflow/tfjs-layers";
import { type Config, type Geometry, readGeometry } from "./math/geometry";
import { type Layout, layoutOf } from "./math/layout";

/** Layers that change nothing outside training. */
const PASSIVE = ["Dropout", "AlphaDropout", "GaussianDropout", "GaussianNoise", "SpatialDropout1D"];

/** Which output of which earlier step. */
export interface Origin {
  step: number;
  output: number;
}

/** One use of a layer. */
export interface Step {
  /** Its place in the list; the input is 0. */
  place: number;
  layer: layers.Layer;
  /** The layer's class, such as "Conv2D". */
  kind: string;
  config: Config;
  origins: Origin[];
  /** The shape of its first output, without the batch. */
  shape: number[];
  layout: Layout;
  /** The layout that it is shown in: a picture without an axis for channels has rows and columns all the same. */
  display: Layout;
  geometry: Geometry;
  /** It changes nothing outside training. */
  passive: boolean;
}

/** A shape whose open sizes are those that a row of this model has. */
function closeShape(shape: readonly (number | null)[], inputShape: readonly number[]): number[] {
  return shape.slice(1).map((size, i) => size ?? inputShape[i] ?? 1);
}

function makeStep(tensor: SymbolicTensor, origins: Origin[], steps: readonly Step[], inputShape: readonly number[]): Step {
  const layer = tensor.sourceLayer;
  const kind = layer.getClassName();
  const config = layer.getConfig() as Config;
  // Numbers in rows and columns that have the input's shape are the picture that was given.
  const isPlain = inputShape.length === 2 && tensor.shape.length === 3 && inputShape.every((size, i) => size === (tensor.shape[i + 1] ?? size));
  const shape = closeShape(layer.inboundNodes[tensor.nodeIndex].outputTensors[0].shape, inputShape);
  return {
    place: steps.length,
    layer,
    kind,
    config,
    origins,
    shape,
    layout: layoutOf(shape),
    display: isPlain ? { rows: shape[0], columns: shape[1], channels: 1 } : layoutOf(shape),
    geometry: readGeometry(kind, config, origins.length ? steps[origins[0].step].shape : shape),
    // A layer that augments pictures passes them through when nobody trains.
    passive: PASSIVE.includes(kind) || kind.startsWith("Random"),
  };
}

/**
 * Read the steps of a model with one input and one output; the first is the input, the last gives the answer. A model
 * that serves as a layer is one step.
 *
 * @param inputShape the shape of one row, where the model leaves sizes open
 */
export function readSteps(model: LayersModel, inputShape: readonly number[]): Step[] {
  const steps: Step[] = [];
  const places = new Map<string, number>();
  const visit = (tensor: SymbolicTensor): Origin => {
    const key = `${tensor.sourceLayer.name}/${tensor.nodeIndex}`;
    if (!places.has(key)) {
      const given = tensor.sourceLayer.inboundNodes[tensor.nodeIndex].inputTensors;
      const origins = tensor.sourceLayer.getClassName() === "InputLayer" ? [] : given.map(visit);
      const step = makeStep(tensor, origins, steps, inputShape);
      places.set(key, steps.push(step) - 1);
    }
    return { step: places.get(key)!, output: tensor.tensorIndex };
  };
  visit(model.outputs[0]);
  return steps;
}

/** Does this step give the very numbers that it gets, in the same order? */
export function isSamePlaces({ passive, kind, origins, geometry }: Step): boolean {
  return origins.length === 1 && geometry.type !== "all" && (passive || kind === "Flatten" || kind === "Reshape");
}
