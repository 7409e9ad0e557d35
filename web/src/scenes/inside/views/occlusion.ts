/** Why this answer: a map of how much each part of the drawing supports it. */

import { argmax } from "../../../model/parity";
import { element, write } from "../../../page/views/element";
import { askMany, groundAndInk, Superseded, writeValue } from "../answers";
import type { Look } from "../look";
import { coverMap, fillPatch, type Grid, makePatches, type Patch } from "../math/blanking";
import { say } from "../words";
import { paintPicture } from "./paint";

/** The map is made when nobody has drawn for so many milliseconds. */
const REST = 250;
/** A loss of less than this part of the answer's value is not worth a sentence. */
const LITTLE = 0.02;

/** The picture that the model reads, as a grid; null for what is not a picture. */
export function gridOf({ model, input }: Look): Grid | null {
  if (model?.inputKind !== "picture" || !model.recipe) return null;
  const [rows, columns] = model.recipe.size;
  return { rows, columns, channels: Math.max(1, Math.round(input.length / (rows * columns))) };
}

/** The mean of each cell's channels, from the ground up: what a picture looks like without its colours. */
export function greyOf(input: Float32Array, { rows, columns, channels }: Grid, { ground, ink }: { ground: number; ink: number }): Float32Array {
  return Float32Array.from({ length: rows * columns }, (_, i) => {
    const values = input.slice(i * channels, (i + 1) * channels);
    return (values.reduce((total, value) => total + value, 0) / channels - ground) / (ink - ground || 1);
  });
}

function tellMost(look: Look, patches: Patch[], values: number[], before: number, name: string): string {
  const least = values.reduce((best, value, i) => (value < values[best] ? i : best), 0);
  const { top, left, height, width } = patches[least];
  const [row, column] = [top + Math.ceil(height / 2), left + Math.ceil(width / 2)];
  const after = writeValue(look.model!, values[least]);
  if (before - values[least] < LITTLE * Math.abs(before)) return say("inside.occlusion-none", { after });
  return say("inside.occlusion-most", { name, row, column, before: writeValue(look.model!, before), after });
}

/** Make the map, and make it again when the drawing rests. */
export function makeOcclusion(look: Look): HTMLElement {
  const base = element("canvas", { className: "why-picture", ariaHidden: "true" });
  const canvas = element("canvas", { className: "why-picture why-overlay", role: "img" });
  // Shown with the first map: an empty canvas has sides of no drawing.
  const frame = element("div", { className: "why-frame", hidden: true }, base, canvas);
  const told = element("p", { role: "status" });
  const section = element(
    "section",
    { className: "panel why" },
    element("h3", { textContent: say("inside.why") }),
    element("p", { className: "hint", textContent: say("inside.occlusion-lead") }),
    frame,
    told,
  );

  const make = async (isWanted: () => boolean): Promise<void> => {
    const { model, input } = look;
    const grid = gridOf(look)!;
    const range = groundAndInk(model!);
    const patches = makePatches(grid);
    const inputs = [input, ...patches.map((patch) => fillPatch(input, grid, patch, range.ground))];
    const answers = await askMany(model!, inputs, isWanted);
    const best = argmax(answers[0]);
    const before = answers[0][best];
    const values = answers.slice(1).map((answer) => answer[best]);
    const losses = coverMap(grid, patches, values.map((value) => before - value));
    frame.hidden = false;
    paintPicture(base, grid.rows, grid.columns, greyOf(input, grid, range));
    // At least so much change is orange in full: else the map of a sure answer would show its noise.
    const largest = Math.max(LITTLE * Math.abs(before), ...losses.map(Math.abs));
    paintPicture(canvas, grid.rows, grid.columns, losses, { largest, signed: true });
    const name = model!.classNames[best];
    canvas.ariaLabel = say("inside.occlusion-label", { name });
    told.textContent = tellMost(look, patches, values, before, name);
    section.dataset.most = String(Math.max(...losses));
  };

  let timer: ReturnType<typeof setTimeout> | undefined;
  let turn = 0;
  const plan = (): void => {
    clearTimeout(timer);
    const mine = ++turn;
    if (!gridOf(look)) return;
    if (look.isEmpty) {
      write(told, say("inside.waiting"));
      frame.hidden = true;
      return;
    }
    timer = setTimeout(() => {
      if (!section.isConnected) return;
      void make(() => mine === turn).catch((error) => {
        if (!(error instanceof Superseded)) told.textContent = (error as Error).message;
      });
    }, REST);
  };
  look.follow("numbers", plan);
  plan();
  return section;
}
