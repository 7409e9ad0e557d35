/** Does a model.json say of its model what the page can follow? kerasdigits/data/preprocess.py checks the same. */

import { channelsOf, type Recipe } from "../ink/recipe";
import { makeSay } from "../messages/say";
import { FAULTS } from "./messages";
import type { Column, Metadata } from "./metadata";
import type { TensorInfo } from "./network";
import { isShape } from "./shape";

const say = makeSay(FAULTS);

const RECIPES: Record<Recipe["recipe"], number | null> = { mnist: 28, uci: 8, resize: null };

function isWhole(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 1;
}

/** Two numbers, the lower one first. */
function isRange(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every(Number.isFinite) && value[0] < value[1];
}

/** What is wrong with the recipe; null when nothing is. */
function faultOfRecipe(recipe: Recipe, input: TensorInfo | undefined): string | null {
  const side = RECIPES[recipe?.recipe];
  if (side === undefined) return say("fault.recipe", { recipe: JSON.stringify(recipe?.recipe ?? recipe) });
  const { size, range, dark_on_white } = recipe;
  if (!Array.isArray(size) || size.length !== 2 || !size.every((length) => (side ? length === side : isWhole(length)))) {
    return say("fault.size", { recipe: recipe.recipe, size: JSON.stringify(size) });
  }
  const channels = channelsOf(recipe);
  if (channels !== 1 && channels !== 3) return say("fault.channels", { channels: JSON.stringify(channels) });
  if (range !== undefined && !isRange(range)) return say("fault.range", { range: JSON.stringify(range) });
  if (dark_on_white !== undefined && typeof dark_on_white !== "boolean") return say("fault.dark");
  const made = size[0] * size[1] * channels;
  const taken = input?.shape?.slice(1).reduce<number | null>((product, length) => product && length && product * length, 1);
  return taken && taken !== made ? say("fault.made", { made, taken }) : null;
}

function faultOfClasses(names: unknown, units: number): string | null {
  if (!Array.isArray(names) || !names.every((name) => typeof name === "string")) return say("fault.classes");
  const classes = units === 1 ? 2 : units;
  return names.length && names.length !== classes ? say("fault.classCount", { names: names.length, classes }) : null;
}

/** What is wrong with the description of a table; null when nothing is. */
function faultOfColumns(columns: unknown, input: TensorInfo | undefined): string | null {
  const named = Array.isArray(columns) && columns.every((column) => typeof column?.name === "string");
  if (!named) return say("fault.columns");
  const features = input?.shape?.at(-1);
  if (features && features !== columns.length) return say("fault.columnCount", { columns: columns.length, features });
  for (const { name, categories, mean, deviation, low, high } of columns as Column[]) {
    const texts = Array.isArray(categories) && categories.length && categories.every((text) => typeof text === "string");
    if (categories !== undefined && !texts) return say("fault.categories", { column: name });
    const numbers = [mean, deviation, low, high].filter((value) => value !== undefined);
    if (!numbers.every(Number.isFinite) || deviation === 0) return say("fault.scale", { column: name });
  }
  return null;
}

function isTensors(records: unknown): boolean {
  return Array.isArray(records) && records.length > 0 && records.every((record) => isShape(record?.shape) && record.shape.length);
}

/**
 * What the page cannot follow, as the end of a sentence; null when it can follow all.
 *
 * @param units the numbers of the first output for one row
 */
export function findFault(metadata: Metadata, inputs: readonly TensorInfo[], units: number): string | null {
  if (typeof metadata !== "object") return say("fault.metadata");
  const { columns, preprocess, class_names, title, parity } = metadata;
  if (title !== undefined && typeof title !== "string") return say("fault.title");
  if (parity && !(isTensors(parity.inputs) && isTensors(parity.outputs))) return say("fault.parity");
  const recipe = preprocess && faultOfRecipe(preprocess, inputs.length === 1 ? inputs[0] : undefined);
  if (recipe) return recipe;
  const table = columns && faultOfColumns(columns, inputs.length === 1 ? inputs[0] : undefined);
  if (table) return table;
  // One number of a regression has no class, and a list without names says so.
  return class_names === undefined || class_names === null ? null : faultOfClasses(class_names, units);
}
