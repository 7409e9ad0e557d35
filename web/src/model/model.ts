/** Load an exported model from what its model.js registered, and ask it. */

import type { Recipe } from "../ink/recipe";
import { makeSay } from "../messages/say";
import type { Scale } from "./answers";
import { decodeBytes } from "./base64";
import { FAULTS } from "./messages";
import type { Metadata, ModelBundle, ModelJson, WeightSpec } from "./metadata";
import { findFault } from "./metadata-check";
import type { Network, TensorInfo } from "./network";
import { Problem } from "./problem";
import { chooseScale } from "./scale";
import { countValues, isShape } from "./shape";

const say = makeSay(FAULTS);

/** The latest version of `userDefinedMetadata.kerasdigits` that is read here. */
const METADATA_VERSION = 1;

/** How a person gives this model its input: by drawing, as numbers, or not on this page. */
export type InputKind = "picture" | "numbers" | "none";

/** A model that is ready to answer. */
export interface LoadedModel {
  name: string;
  network: Network;
  metadata: Metadata;
  inputShape: number[];
  inputKind: InputKind;
  recipe: Recipe | null;
  classNames: string[];
  /** How many numbers the first output has for one row. */
  units: number;
  scale: Scale;
  parameters: number;
  weightBytes: number;
  /** What the weights would take without quantization. */
  float32Bytes: number;
  /** Set once a person has trained the model in the page: then its weights are no longer Keras's. */
  taught?: true;
  /** The types that weights are stored in with fewer bits than Keras had them, such as "float16"; mostly none. */
  quantization: string;
}

/** Bytes of one weight as stored: quantized ones are smaller than their dtype. */
function storedBytes(spec: WeightSpec, name: string): number {
  const dtype = spec.quantization?.dtype ?? spec.dtype;
  const width = { float32: 4, int32: 4, float16: 2, uint16: 2, uint8: 1, bool: 1 }[dtype];
  if (width === undefined) throw corrupt(name, say("model.dtype", { dtype: String(dtype), weight: spec.name }));
  return width * countValues(spec.shape);
}

function corrupt(name: string, why: string): Problem {
  return new Problem(say("model.unloadable", { name }), say("model.damaged", { why }), "kerasdigits export RUN");
}

function misdescribed(name: string, fault: string): Problem {
  return new Problem(
    say("model.unshowable", { name }),
    say("model.misdescribed", { why: fault }),
    "kerasdigits export MODEL --preprocess mnist --classes A,B,...",
  );
}

/** The weights that the manifest lists, each with a name and a shape. */
function listWeights(manifest: ModelJson["weightsManifest"], name: string): WeightSpec[] {
  const specs = manifest.flatMap((group) => group?.weights);
  if (!specs.every((spec) => typeof spec?.name === "string" && isShape(spec.shape))) throw corrupt(name, say("model.manifest"));
  return specs;
}

function tooLate(name: string, version: number): Problem {
  return new Problem(
    say("model.unloadable", { name }),
    say("model.later", { version, newest: METADATA_VERSION }),
    "kerasdigits site DEST",
  );
}

/** The weights, decoded, when there are exactly as many as the manifest lists. */
function decodeWeights(bundle: ModelBundle, specs: WeightSpec[], name: string): ArrayBuffer {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = decodeBytes(bundle.weights);
  } catch {
    throw corrupt(name, say("model.notBase64"));
  }
  const expected = specs.reduce((total, spec) => total + storedBytes(spec, name), 0);
  if (bytes.length !== expected) {
    throw corrupt(name, say("model.length", { held: bytes.length, needed: expected }));
  }
  return bytes.buffer;
}

/** The recipe of the metadata; a foreign image model without one gets its pictures resized. */
function chooseRecipe(metadata: Metadata, { shape, dtype }: TensorInfo): Recipe | null {
  if (metadata.preprocess !== undefined) return metadata.preprocess;
  const [height, width, channels] = (shape ?? []).slice(1);
  if (!height || !width || dtype !== "float32") return null;
  // A square of numbers may be a picture; other tables are sequences.
  const plain = shape!.length === 3 && height === width && width >= 8;
  const coloured = shape!.length === 4 && (channels === 1 || channels === 3);
  return plain || coloured ? { recipe: "resize", size: [height, width], channels: channels ?? 1 } : null;
}

/** The shape of one row; a size that the model leaves open is the recipe's, where there is one. */
function chooseInputShape({ shape }: TensorInfo, recipe: Recipe | null): number[] {
  return (shape ?? []).slice(1).map((size, i) => size ?? recipe?.size[i] ?? 1);
}

/** More fields than these are not filled in by hand; where each has a name it may be more. */
const MOST_NUMBERS = 24;
const MOST_COLUMNS = 60;

function chooseInputKind({ inputs }: Network, recipe: Recipe | null, { columns }: Metadata): InputKind {
  if (inputs.length !== 1) return "none";
  if (recipe) return "picture";
  const [, size, ...rest] = inputs[0].shape ?? [];
  return size && size <= (columns ? MOST_COLUMNS : MOST_NUMBERS) && rest.length === 0 ? "numbers" : "none";
}

/** The numbers of the first output for one row; where the graph does not tell, the samples do. */
function countUnits({ outputs }: Network, metadata: Metadata): number {
  return outputs[0].shape?.at(-1) ?? metadata.parity?.outputs?.[0]?.shape?.at?.(-1) ?? 1;
}

/** The class names, or numbers for a classifier that brings none; empty for a regression. */
function chooseClassNames(metadata: Metadata, units: number): string[] {
  if (metadata.class_names?.length) return metadata.class_names;
  if (metadata.task === "regression" || units < 2) return [];
  return Array.from({ length: units }, (_, i) => String(i));
}

/** Makes a network of a model whose weights are decoded. Throws what TensorFlow.js has to say about it. */
export type MakeNetwork = (json: ModelJson, weights: ArrayBuffer, specs: WeightSpec[]) => Promise<Network>;

/** Check a bundle, make a network of it, and say what the page can do with it. */
export async function loadModel(
  name: string,
  bundle: ModelBundle | undefined,
  makeNetwork: MakeNetwork,
): Promise<LoadedModel> {
  const json = bundle?.json;
  if (!bundle || !json?.modelTopology || !Array.isArray(json.weightsManifest)) {
    throw corrupt(name, say("model.unregistered"));
  }
  const metadata = json.userDefinedMetadata?.kerasdigits ?? { version: METADATA_VERSION };
  if (metadata.version > METADATA_VERSION) throw tooLate(name, metadata.version);
  const specs = listWeights(json.weightsManifest, name);
  const weightData = decodeWeights(bundle, specs, name);
  let network: Network;
  try {
    network = await makeNetwork(json, weightData, specs);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw corrupt(name, say("model.tensorflow", { message: (error as Error).message.replace(/\.$/, "") }));
  }
  if (!network.inputs.every(({ shape }) => !shape || isShape(shape.map((size) => size ?? 1)))) {
    network.dispose();
    throw corrupt(name, say("model.shape"));
  }
  const units = countUnits(network, metadata);
  const fault = findFault(metadata, network.inputs, units);
  if (fault) {
    network.dispose();
    throw misdescribed(name, fault);
  }
  const recipe = chooseRecipe(metadata, network.inputs[0]);
  const classNames = chooseClassNames(metadata, units);
  // The whole numbers of a graph are its shapes and axes, nothing learned.
  const learned = specs.filter(({ dtype }) => dtype === "float32");
  return {
    name,
    network,
    metadata,
    inputShape: chooseInputShape(network.inputs[0], recipe),
    inputKind: chooseInputKind(network, recipe, metadata),
    recipe,
    classNames,
    units,
    scale: chooseScale(network.activation, metadata, units, classNames.length),
    parameters: metadata.parameters ?? learned.reduce((total, { shape }) => total + countValues(shape), 0),
    weightBytes: weightData.byteLength,
    float32Bytes: specs.reduce((total, spec) => total + storedBytes({ ...spec, quantization: undefined }, name), 0),
    quantization: [...new Set(specs.flatMap((spec) => spec.quantization?.dtype ?? []))].join(", "),
  };
}

/** Does this model read digits that somebody draws? */
export function readsDigits({ inputKind, recipe, classNames }: LoadedModel): boolean {
  return inputKind === "picture" && recipe?.recipe !== "resize" && classNames.includes("3");
}
