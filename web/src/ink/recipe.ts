/** How a picture becomes the model's input: data, not code, shared with kerasdigits/data/preprocess.py. */

/** A recipe, as a model's metadata names it. */
export type Recipe =
  | { recipe: "mnist"; size: [number, number] }
  | { recipe: "uci"; size: [number, number] }
  | { recipe: "resize"; size: [number, number]; channels?: number };

/** How many numbers each cell of the recipe's result has: 3 for colours. */
export function channelsOf(recipe: Recipe): number {
  return (recipe.recipe === "resize" && recipe.channels) || 1;
}
