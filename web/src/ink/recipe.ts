/** How a picture becomes the model's input: data, not code, shared with kerasdigits/data/preprocess.py. */

/** A recipe, as a model's metadata names it. */
export type Recipe = Numbers &
  (
    | { recipe: "mnist"; size: [number, number] }
    | { recipe: "uci"; size: [number, number] }
    | { recipe: "resize"; size: [number, number]; channels?: number }
  );

/** On which numbers the model was trained, where they are not ours: 0 where there is no ink, to 1. */
interface Numbers {
  /** The numbers of the darkest and the brightest pixel. */
  range?: [number, number];
  /** The model knows dark ink on white paper. */
  dark_on_white?: boolean;
}

/** How many numbers each cell of the recipe's result has: 3 for colours. */
export function channelsOf(recipe: Recipe): number {
  return (recipe.recipe === "resize" && recipe.channels) || 1;
}

/** The numbers of black and white. */
export function rangeOf(recipe: Recipe): [number, number] {
  return recipe.range ?? [0, 1];
}

/** Numbers in [0, 1] as the model knows them; `ink` says that 0 is the ground of a drawing, not black. */
export function suit(values: Float32Array, recipe: Recipe, ink: boolean): Float32Array {
  const [low, high] = rangeOf(recipe);
  const inverted = ink && recipe.dark_on_white;
  return values.map((value) => low + (high - low) * (inverted ? 1 - value : value));
}
