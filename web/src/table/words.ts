/** The answer for a row, in words. */

import { formatNumber, makeSay } from "../messages/say";
import type { LoadedModel } from "../model/model";
import type { PageState } from "../page/state";
import { toCategory } from "./columns";
import { MESSAGES } from "./messages";

const say = makeSay(MESSAGES);

/** Two categories and one number out, stars: a rating. */
export function isRating({ metadata }: LoadedModel): boolean {
  const { columns = [], training } = metadata;
  return columns.length === 2 && columns.every(({ categories }) => categories) && training?.output_name === "stars";
}

/** What the model says of this row; the empty text while it has not answered. */
export function tellAnswer({ model, source, output }: Readonly<PageState>): string {
  const columns = model?.metadata.columns;
  if (!columns || !output || source.kind !== "numbers") return "";
  if (isRating(model)) {
    const [who, what] = columns.map((column, i) => column.categories![toCategory(column, source.values[i])]);
    return say("table.rating", { who, what, stars: formatNumber(output[0], 1) });
  }
  const { classNames } = model;
  if (classNames.length === 0) return say("table.number", { value: formatNumber(output[0], 3) });
  if (model.scale === "scores") return "";
  const chances = output.length === 1 && classNames.length === 2 ? [1 - output[0], output[0]] : [...output];
  const best = chances.indexOf(Math.max(...chances));
  return say("table.class", { class: classNames[best], percent: `${formatNumber(100 * chances[best])}\u00a0%` });
}
