/** From what the person gave (strokes, a picture) to the numbers that the model reads. */

import { inkStrokes } from "./ink";
import { type Ink, pictureToInk } from "./photo";
import type { Picture } from "./picture";
import { INK, preprocess, resizePicture } from "./preprocess";
import { channelsOf, type Recipe, suit } from "./recipe";
import { fitStrokes, PAD, PAD_LINE, type Stroke } from "./strokes";

/** How strokes are inked for a recipe: a square of `box` model pixels, a line of `line` model pixels. */
interface Pen {
  box: number;
  line: number;
  oversample: number;
}

// The line widths are calibrated so that 300 drawings of all ten digits (tests/web/strokes.py) hold as much
// ink as the data set's digits do: MNIST's test images 103.9 of 784 (2.6: 99.1, 2.8: 105.5), the UCI digits
// 19.5 of 64 (5: 18.8, 6: 20.5). Anything from 2 to 3 and from 5 to 6 is read equally well.
const PENS: Record<"mnist" | "uci", Pen> = {
  mnist: { box: 20, line: 2.7, oversample: 8 },
  uci: { box: 32, line: 5.5, oversample: 5 },
};

/** The side of the grid that a drawing is inked on when no recipe asks for another scale. */
const PLAIN_SIDE = 200;

/** Strokes inked on the whole pad, the way they look on the screen. */
function inkPad(strokes: readonly Stroke[]): Uint8Array {
  const scale = PLAIN_SIDE / PAD;
  const scaled = strokes.map((stroke) => stroke.map(({ x, y }) => ({ x: x * scale, y: y * scale })));
  return inkStrokes(scaled, PLAIN_SIDE, PAD_LINE * scale);
}

/** The model's input for a drawing. `useRecipe` false: the pad as it is, merely shrunk. */
export function strokesToInput(
  strokes: readonly Stroke[],
  recipe: Recipe,
  useRecipe: boolean,
): Float32Array {
  if (recipe.recipe === "resize" || !useRecipe) {
    return inkToInput(inkPad(strokes), PLAIN_SIDE, PLAIN_SIDE, recipe, false);
  }
  const pen = PENS[recipe.recipe];
  const side = pen.box * pen.oversample;
  const line = pen.line * pen.oversample;
  const ink = inkStrokes(fitStrokes(strokes, side, line), side, line);
  return preprocess(recipe, ink, side, side);
}

/** The model's input for grey ink (0 none, 255 full) of any size. */
export function inkToInput(
  grey: Uint8Array,
  width: number,
  height: number,
  recipe: Recipe,
  useRecipe: boolean,
): Float32Array {
  if (recipe.recipe === "resize" || !useRecipe) {
    return suit(resizePicture(grey, width, height, recipe.size, channelsOf(recipe)), recipe, true);
  }
  return preprocess(recipe, grey, width, height);
}

/** Finding the ink of a photo takes a moment, and a picture is read again at every change around it. */
const inks = new WeakMap<Picture, Ink>();

/** The model's input for an uploaded picture; null when a recipe that looks for ink finds none. */
export function pictureToInput(picture: Picture, recipe: Recipe, useRecipe: boolean): Float32Array | null {
  const { width, height, grey, rgb } = picture;
  if (recipe.recipe !== "resize") {
    const ink = inks.get(picture) ?? pictureToInk(grey, width, height);
    inks.set(picture, ink);
    // A model answers to nothing, too: it would name a digit that nobody wrote.
    if (!ink.grey.some((value) => value >= INK)) return null;
    return inkToInput(ink.grey, ink.width, ink.height, recipe, useRecipe);
  }
  return preprocess(recipe, recipe.channels === 3 ? rgb : grey, width, height);
}
