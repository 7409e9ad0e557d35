/** What the model sees: its input, cell by cell, and the switch that turns the recipe off. */

import { rangeOf } from "../../ink/recipe";
import type { LoadedModel } from "../../model/model";
import { countValues } from "../../model/shape";
import { say } from "../messages";
import type { PageState, Store } from "../state";
import { find, write } from "./element";

/** Height, width and channels of an image input. */
export function imageSize(model: LoadedModel): [number, number, number] {
  const [height, width] = model.recipe!.size;
  const cells = countValues(model.inputShape);
  return [height, width, Math.max(1, Math.round(cells / (height * width)))];
}

/** Paint an input into a canvas of exactly its size; the style sheet enlarges it with crisp pixels. */
export function paintInput(canvas: HTMLCanvasElement, model: LoadedModel, input: Float32Array | null): void {
  const [height, width, channels] = imageSize(model);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext("2d")!;
  const pixels = context.createImageData(width, height);
  const [black, white] = rangeOf(model.recipe!);
  const ground = model.recipe!.dark_on_white ? white : black;
  const bright = 255 / (white - black);
  const [green, blue] = channels === 3 ? [1, 2] : [0, 0];
  const { data } = pixels;
  // Assigned to, these bytes round and clamp by themselves.
  for (let i = 0, from = 0; i < data.length; i += 4, from += channels) {
    data[i] = bright * ((input ? input[from] : ground) - black);
    data[i + 1] = bright * ((input ? input[from + green] : ground) - black);
    data[i + 2] = bright * ((input ? input[from + blue] : ground) - black);
    data[i + 3] = 255;
  }
  context.putImageData(pixels, 0, 0);
}

/** One sentence on how this input came about. */
function explain({ model, source, useRecipe }: Readonly<PageState>): string {
  const [height, width] = model!.recipe!.size;
  const grid = `${height} × ${width}`;
  if (source.kind === "sample") return say("seen.sample", { grid });
  if (source.kind === "input") return say("seen.input", { grid });
  if (model!.recipe!.recipe === "resize") return say("seen.whole", { grid });
  if (!useRecipe) return say("seen.plain", { grid });
  return say(model!.recipe!.recipe === "mnist" ? "seen.asMnist" : "seen.asUci", { grid });
}

/** Wire the view and the switch to the store. */
export function startModelView(store: Store): void {
  const canvas = find<HTMLCanvasElement>("seen");
  const recipe = find<HTMLInputElement>("recipe");
  recipe.addEventListener("change", () => store.set({ useRecipe: recipe.checked }));
  store.watch(["model", "input"], ({ model, input }) => {
    if (model?.inputKind !== "picture") return;
    const [height, width] = imageSize(model);
    paintInput(canvas, model, input);
    canvas.ariaLabel = say(input ? "seen.cells" : "seen.empty", { height, width });
  });
  store.watch(["model", "useRecipe", "source"], (state) => {
    if (state.model?.inputKind !== "picture") return;
    recipe.checked = state.useRecipe;
    const { recipe: name } = state.model.recipe!;
    find("recipe-switch").hidden = name === "resize";
    write(find("recipe-label"), name === "resize" ? "" : say(`seen.${name}`));
    write(find("seen-hint"), explain(state));
  });
}
