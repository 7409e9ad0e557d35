/** The layers that this room computes, by the names of their classes. */

import { countValues } from "../model/shape";
import { activationStep, findActivation } from "./activations";
import { buildConvolution } from "./convolution";
import { buildDense } from "./dense";
import { type BuildStep, NotHere } from "./layer";
import { buildAveragePooling, buildGlobalAveragePooling, buildGlobalMaxPooling, buildMaxPooling } from "./pooling";
import { makeRows, type Rows } from "./tensor";

/** What trains otherwise than it predicts, and in prediction changes nothing. */
const buildNothing: BuildStep = () => (input) => input;

const buildFlatten: BuildStep = ({ config, inputShape }) => {
  if ((config.data_format ?? "channels_last") !== "channels_last") throw new NotHere("channels first");
  return (input) => ({ ...input, shape: [countValues(inputShape)] });
};

const buildReshape: BuildStep = ({ config, inputShape }) => {
  // TensorFlow.js writes the size that is left open as null, Keras as -1.
  const target = (config.target_shape as (number | null)[]).map((size) => size ?? -1);
  const rest = countValues(inputShape) / -countValues(target);
  const shape = target.map((size) => (size === -1 ? rest : size));
  if (shape.some((size) => !(size > 0)) || countValues(shape) !== countValues(inputShape)) throw new NotHere("this shape");
  return (input) => ({ ...input, shape });
};

const buildRelu: BuildStep = ({ config }) => {
  const most = (config.max_value ?? Infinity) as number;
  return activationStep(({ data }) => {
    for (let i = 0; i < data.length; i++) data[i] = data[i] < 0 ? 0 : Math.min(data[i], most);
  });
};

const buildSoftmax: BuildStep = ({ config, inputShape }) => {
  const axis = (config.axis ?? -1) as number;
  if (axis !== -1 && axis !== inputShape.length) throw new NotHere("a softmax along another axis");
  return activationStep(findActivation("softmax"));
};

/** With what was learned, normalizing is a multiplication and an addition for each channel. */
const buildNormalization: BuildStep = ({ config, inputShape, weight }) => {
  const axis = [config.axis ?? -1].flat();
  if (axis.length !== 1 || (axis[0] !== -1 && axis[0] !== inputShape.length)) throw new NotHere("another axis");
  const mean = weight("moving_mean");
  const ones = new Float32Array(mean.length).fill(1);
  const gamma = config.scale === false ? ones : weight("gamma");
  const beta = config.center === false ? new Float32Array(mean.length) : weight("beta");
  const factors = Float64Array.from(
    weight("moving_variance"),
    (variance, i) => gamma[i] / Math.sqrt(variance + (config.epsilon as number)),
  );
  return (input) => {
    const output = makeRows(input.shape, input.count);
    for (let i = 0, channel = 0; i < output.data.length; i++, channel = (channel + 1) % mean.length) {
      output.data[i] = (input.data[i] - mean[channel]) * factors[channel] + beta[channel];
    }
    return output;
  };
};

const buildAdd: BuildStep =
  ({ inputShape }) =>
  (...inputs: Rows[]) => {
    if (inputs.some(({ shape }) => String(shape) !== String(inputShape))) throw new NotHere("shapes that differ");
    const data = inputs[0].data.slice();
    for (const other of inputs.slice(1)) for (let i = 0; i < data.length; i++) data[i] += other.data[i];
    return { ...inputs[0], data };
  };

/** A layer's step is built from this. */
export const BUILDERS: Record<string, BuildStep> = {
  Activation: ({ config }) => activationStep(findActivation(config.activation)),
  Add: buildAdd,
  AveragePooling2D: buildAveragePooling,
  BatchNormalization: buildNormalization,
  Conv2D: buildConvolution,
  Dense: buildDense,
  Dropout: buildNothing,
  Flatten: buildFlatten,
  GaussianDropout: buildNothing,
  GaussianNoise: buildNothing,
  GlobalAveragePooling2D: buildGlobalAveragePooling,
  GlobalMaxPooling2D: buildGlobalMaxPooling,
  MaxPooling2D: buildMaxPooling,
  ReLU: buildRelu,
  Reshape: buildReshape,
  Softmax: buildSoftmax,
  SpatialDropout2D: buildNothing,
};
