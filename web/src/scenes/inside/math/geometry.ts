/** From which of its inputs each number of a layer is made: read from the layer's class and configuration. */

import { placeWindows } from "../../../model/windows";

/** A window that slides over rows and columns; `before` is the padding above and to the left. */
export interface Window {
  size: [number, number];
  strides: [number, number];
  dilation: [number, number];
  before: [number, number];
}

/** What a layer looks at. */
export type Geometry =
  /** Each number by itself. */
  | { type: "same" }
  /** All channels of the same position; a list has one position, so all of it. */
  | { type: "mix" }
  /** A window: of all channels, or of the own one, which `multiplier` channels of the output share. */
  | { type: "window"; window: Window; channels: "all" | "own"; multiplier: number }
  /** All positions of the own channel. */
  | { type: "global" }
  /** The same numbers in the same order, in another shape. */
  | { type: "reshape" }
  /** The picture moved: the output's row 0 is the input's row `offset`. */
  | { type: "shift"; offset: [number, number] }
  /** Each position repeated. */
  | { type: "enlarge"; size: [number, number] }
  /** The channels of several inputs, one behind the other. */
  | { type: "concatenate" }
  /** Everything, or nobody knows. */
  | { type: "all" };

/** A layer's configuration as TensorFlow.js gives it. */
export type Config = Readonly<Record<string, unknown>>;

const SAME = [
  ..."Activation ReLU LeakyReLU PReLU ELU ThresholdedReLU BatchNormalization Rescaling".split(" "),
  ..."Dropout AlphaDropout GaussianDropout GaussianNoise SpatialDropout1D Masking".split(" "),
  ..."Add Average Multiply Maximum Minimum".split(" "),
];
const CONVOLUTIONS = ["Conv1D", "Conv2D", "SeparableConv2D", "DepthwiseConv2D"];
const POOLS = ["MaxPooling1D", "MaxPooling2D", "AveragePooling1D", "AveragePooling2D"];
const GLOBAL_POOLS = ["GlobalAveragePooling1D", "GlobalAveragePooling2D", "GlobalMaxPooling1D", "GlobalMaxPooling2D"];

/** One or two numbers of a configuration as rows and columns; what slides over a list has one row. */
function pair(value: unknown, rowValue: number): [number, number] {
  if (Array.isArray(value)) return value.length > 1 ? [value[0], value[1]] : [rowValue, value[0]];
  return typeof value === "number" ? [value, value] : [1, 1];
}

function readWindow(config: Config, size: unknown, input: readonly number[]): Window {
  const [rows, columns] = input.length > 2 ? [input[0], input[1]] : [1, input[0]];
  const flat = rows === 1 && input.length < 3;
  const sizes = flat && typeof size === "number" ? ([1, size] as [number, number]) : pair(size, 1);
  const given = config.strides ?? size;
  const strides = flat && typeof given === "number" ? ([1, given] as [number, number]) : pair(given, 1);
  const rate = config.dilationRate ?? 1;
  const dilation = flat && typeof rate === "number" ? ([1, rate] as [number, number]) : pair(rate, 1);
  const before = (axis: 0 | 1, length: number): number =>
    placeWindows(length, (sizes[axis] - 1) * dilation[axis] + 1, strides[axis], config.padding).before;
  return { size: sizes, strides, dilation, before: [flat ? 0 : before(0, rows), before(1, columns)] };
}

function readConvolution(kind: string, config: Config, input: readonly number[]): Geometry {
  const own = kind === "DepthwiseConv2D";
  const multiplier = own ? Number(config.depthMultiplier ?? 1) : 1;
  return { type: "window", window: readWindow(config, config.kernelSize, input), channels: own ? "own" : "all", multiplier };
}

/** The first number of rows and of columns that ZeroPadding2D adds, or Cropping2D takes away. */
function firstOf(value: unknown): [number, number] {
  const [rows, columns] = value as [number | number[], number | number[]];
  return [Array.isArray(rows) ? rows[0] : rows, Array.isArray(columns) ? columns[0] : columns];
}

/** Is the channel, or the axis that is worked on, the last one? */
function isLast(config: Config, rank: number): boolean {
  if (config.dataFormat === "channelsFirst" || config.dataFormat === "channels_first") return false;
  const axis = Array.isArray(config.axis) ? (config.axis.length === 1 ? config.axis[0] : 0) : (config.axis ?? -1);
  return axis === -1 || axis === rank;
}

/**
 * What a layer looks at.
 *
 * @param kind the layer's class, such as "Conv2D"
 * @param input the shape of its first input, without the batch
 */
export function readGeometry(kind: string, config: Config, input: readonly number[]): Geometry {
  if (kind === "Flatten" || kind === "Reshape") {
    return config.dataFormat === "channelsFirst" ? { type: "all" } : { type: "reshape" };
  }
  if (kind === "Activation" && config.activation === "softmax") return { type: "mix" };
  if (SAME.includes(kind)) return { type: "same" };
  if (!isLast(config, input.length)) return { type: "all" };
  if (["Dense", "Softmax", "LayerNormalization"].includes(kind)) return { type: "mix" };
  if (CONVOLUTIONS.includes(kind)) return readConvolution(kind, config, input);
  if (POOLS.includes(kind)) {
    return { type: "window", window: readWindow(config, config.poolSize, input), channels: "own", multiplier: 1 };
  }
  if (GLOBAL_POOLS.includes(kind)) return { type: "global" };
  if (kind === "Concatenate") return { type: "concatenate" };
  if (kind === "UpSampling2D") return { type: "enlarge", size: pair(config.size, 1) };
  if (kind === "Cropping2D") return { type: "shift", offset: firstOf(config.cropping) };
  if (kind !== "ZeroPadding2D") return { type: "all" };
  const [top, left] = firstOf(config.padding);
  return { type: "shift", offset: [-top, -left] };
}
