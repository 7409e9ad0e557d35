/** The smallest change of ink that changes the answer, as far as a search finds it. */

import { argmax } from "../../../model/parity";
import { element, write } from "../../../page/views/element";
import { askMany, groundAndInk, Superseded, writeValue } from "../answers";
import type { Look } from "../look";
import type { Grid } from "../math/blanking";
import { type FlipSearch, searchFlip } from "../math/flip";
import { say } from "../words";
import { gridOf, greyOf } from "./occlusion";
import { paintPicture } from "./paint";

type Range = ReturnType<typeof groundAndInk>;

/** Inked squares orange, emptied ones blue, on a canvas that lets the others through. */
function paintChanges(canvas: HTMLCanvasElement, { rows, columns }: Grid, { changes }: FlipSearch, { ink }: Range): void {
  [canvas.width, canvas.height] = [columns, rows];
  const context = canvas.getContext("2d")!;
  for (const { patch, value } of changes) {
    context.fillStyle = value === ink ? "rgb(255 150 50)" : "rgb(80 165 255)";
    context.fillRect(patch.left, patch.top, patch.width, patch.height);
  }
}

/** How many squares were inked, and how many emptied. */
function countChanges({ changes }: FlipSearch, { ink }: Range): { inked: number; emptied: number; count: number } {
  const size = (which: typeof changes): number => which.reduce((sum, { patch }) => sum + patch.height * patch.width, 0);
  const inked = size(changes.filter(({ value }) => value === ink));
  return { inked, emptied: size(changes) - inked, count: size(changes) };
}

function makePicture(caption: string, ...canvases: HTMLCanvasElement[]): HTMLElement {
  const frame = element("div", { className: "why-frame" }, ...canvases);
  return element("figure", {}, frame, element("figcaption", { textContent: caption }));
}

/** The search with its button, its pictures, and what it found. */
class Flip {
  readonly root: HTMLElement;
  private readonly button = element("button", { type: "button", textContent: say("inside.flip-start") });
  private readonly told = element("p", { role: "status" });
  private readonly pictures = element("div", { className: "flip-pictures" });
  private running = 0;

  constructor(private readonly look: Look) {
    this.root = element(
      "section",
      { className: "panel why" },
      element("h3", { textContent: say("inside.flip") }),
      element("p", { className: "hint", textContent: say("inside.flip-lead") }),
      element("p", {}, this.button),
      this.pictures,
      this.told,
    );
    this.button.addEventListener("click", () => (this.running ? this.stop() : void this.start()));
    look.follow("numbers", () => this.clear());
    this.clear();
  }

  private stop(): void {
    this.running = 0;
    write(this.button, say("inside.flip-start"));
  }

  /** Another drawing: what was found for the last one is gone. */
  private clear(): void {
    this.stop();
    if (this.pictures.hasChildNodes()) this.pictures.replaceChildren();
    delete this.root.dataset.count;
    write(this.told, this.look.isEmpty ? say("inside.waiting") : "");
    this.button.hidden = this.look.isEmpty;
  }

  private async start(): Promise<void> {
    const { model, input } = this.look;
    const grid = gridOf(this.look);
    if (!model || !grid) return;
    const mine = (this.running = Date.now() + Math.random());
    const isWanted = (): boolean => this.running === mine;
    this.button.textContent = say("inside.flip-stop");
    this.told.textContent = say("inside.flip-searching");
    const range = { ...groundAndInk(model), probabilities: model.scale !== "scores" };
    const ask = (pictures: Float32Array[]): Promise<number[][]> => askMany(model, pictures, isWanted);
    try {
      const [first] = await ask([input]);
      const search = await searchFlip(input, grid, range, ask, (now) => {
        if (isWanted()) this.show(now, grid, range, argmax(first));
        return isWanted();
      });
      this.show(search, grid, range, argmax(first));
      this.finish(search, grid, range);
    } catch (error) {
      if (!(error instanceof Superseded)) this.told.textContent = (error as Error).message;
    }
    if (isWanted()) this.stop();
  }

  private show(search: FlipSearch, grid: Grid, range: Range, before: number): void {
    const { model, input } = this.look;
    const [old, now, marks] = [0, 1, 2].map(() => element("canvas", { className: "why-picture", ariaHidden: "true" }));
    marks.classList.add("why-marks");
    paintPicture(old, grid.rows, grid.columns, greyOf(input, grid, range));
    paintPicture(now, grid.rows, grid.columns, greyOf(search.picture, grid, range));
    paintChanges(marks, grid, search, range);
    const name = (index: number): string => model!.classNames[index];
    this.pictures.replaceChildren(
      makePicture(say("inside.flip-before", { name: name(before) }), old),
      makePicture(say("inside.flip-after", { name: name(argmax(search.values)) }), now, marks),
    );
    this.told.textContent = say("inside.flip-running", { count: search.changes.length, name: name(before) });
  }

  private finish(search: FlipSearch, grid: Grid, range: Range): void {
    const { model } = this.look;
    const numbers = countChanges(search, range);
    if (!search.found) {
      this.told.textContent = say("inside.flip-not-found", { count: numbers.count });
      return;
    }
    const winner = argmax(search.values);
    this.root.dataset.count = String(numbers.count);
    this.told.textContent = say("inside.flip-found", {
      ...numbers,
      name: model!.classNames[winner],
      value: writeValue(model!, search.values[winner]),
      all: grid.rows * grid.columns,
    });
  }
}

/** Make the section. */
export function makeFlip(look: Look): HTMLElement {
  return new Flip(look).root;
}
