/** One layer as a column: its name, its numbers as pictures, and what it does. */

import { element, write } from "../../../page/views/element";
import type { Look, Place } from "../look";
import { type Cell, countCells, placeIn } from "../math/layout";
import { boxOf, markIndices, type Region } from "../math/receptive";
import { cellNearPixel, moveCell, type Tiles, tileCorner, tilesFor, tilesSize } from "../math/tiles";
import type { Step } from "../steps";
import { describeStep, givesClasses, say, titleOf, writeShape, writeValueOf } from "../words";
import { layPixels, paintNumbers, paintVeil, type Pixels } from "./paint";

/** So many maps, or numbers of a list, are shown at first; and when somebody wants to see more. */
const FIRST_MAPS = 8;
const FIRST_UNITS = 128;
const MOST = 512;
/** The pictures of a column are about so many pixels wide, where the page's text is 16 pixels high; and where there is room for few columns. */
const WIDTH = 116;
const ROOMY_WIDTH = 168;
const MOST_CELL = 14;
const ROOMY_CELL = 20;
/** The height of a number of a short list, and its width. */
const ROW = 20;
const ROW_WIDTH = 44;

const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** A length in pixels that grows with the page's text. */
function inRem(pixels: number): string {
  return `${pixels / 16}rem`;
}

/** Layers whose numbers are those of the layer before them are shown small, without pictures. */
export function isSmall({ passive, kind }: Step): boolean {
  return passive || kind === "Flatten" || kind === "Reshape";
}

/** The column of one step. */
export class LayerView {
  readonly root: HTMLElement;
  private readonly canvas = element("canvas", { className: "layer-map", tabIndex: 0 });
  private readonly veil = element("canvas", { className: "layer-veil", ariaHidden: "true", hidden: true });
  private readonly box = element("span", { className: "layer-box", ariaHidden: "true", hidden: true });
  private readonly frame = element("div", { className: "layer-frame" });
  private readonly values = element("ol", { className: "layer-values", ariaHidden: "true" });
  private readonly more = element("button", { type: "button", className: "layer-more" });
  private tiles: Tiles;
  private pixels: Pixels;
  private region: Region | undefined;
  private cursor: Cell = { row: 0, column: 0, channel: 0 };

  constructor(
    private readonly look: Look,
    private readonly place: number,
    private readonly isRoomy: boolean,
  ) {
    this.tiles = this.makeTiles(false);
    this.pixels = layPixels(this.tiles, this.step.display);
    const { step } = this;
    // A long class name breaks between its words.
    const title = element("h3", { textContent: titleOf(step).replace(/([a-z])(?=[A-Z])/g, "$1\u200b") });
    const shape = element("p", { className: "layer-shape", textContent: writeShape(step.shape) });
    this.root = element("div", { className: isSmall(step) ? "layer small" : "layer", role: "group", ariaLabel: titleOf(step) }, title, shape);
    if (!isSmall(step)) this.addPicture();
    this.root.append(element("p", { className: "layer-does", textContent: describeStep(step) }));
  }

  private get step(): Step {
    return this.look.steps[this.place];
  }

  private get isList(): boolean {
    return this.tiles.flat && this.tiles.across === 1;
  }

  private makeTiles(all: boolean): Tiles {
    const { display: layout } = this.step;
    const flat = layout.rows * layout.columns === 1;
    return tilesFor(layout, all ? MOST : flat ? FIRST_UNITS : FIRST_MAPS);
  }

  private addPicture(): void {
    const { canvas, veil, box, frame, values } = this;
    const { display: layout } = this.step;
    canvas.setAttribute("role", "application");
    const label = layout.rows * layout.columns > 1 ? "inside.maps-label" : "inside.list-label";
    const { rows, columns, channels } = layout;
    canvas.ariaLabel = say(label, { layer: titleOf(this.step), maps: channels, units: channels, rows, columns });
    frame.append(canvas, veil, box);
    this.root.append(element("div", { className: "layer-picture" }, frame, values));
    if (channels > this.tiles.maps) this.addMore();
    this.resize();
    this.listen();
  }

  private addMore(): void {
    const { more } = this;
    const hidden = Math.min(MOST, this.step.display.channels) - this.tiles.maps;
    const layer = titleOf(this.step);
    const write = (isAll: boolean): void => {
      more.textContent = isAll ? say("inside.fewer") : say("inside.more", { count: hidden });
      more.ariaLabel = isAll ? say("inside.fewer-of", { layer }) : say("inside.more-of", { layer, count: hidden });
      more.ariaExpanded = String(isAll);
    };
    write(false);
    more.addEventListener("click", () => {
      const isAll = more.ariaExpanded !== "true";
      this.tiles = this.makeTiles(isAll);
      this.pixels = layPixels(this.tiles, this.step.display);
      write(isAll);
      this.resize();
      this.paint();
      this.mark(this.region);
    });
    this.root.append(more);
  }

  /** The size on the screen: whole pixels a number where they fit. */
  private resize(): void {
    const { height, width } = tilesSize(this.tiles);
    const { style } = this.frame;
    if (this.isList) {
      style.width = inRem(ROW_WIDTH);
      style.height = inRem(height * ROW);
      return;
    }
    const [across, most] = this.isRoomy ? [ROOMY_WIDTH, ROOMY_CELL] : [WIDTH, MOST_CELL];
    const fitting = across / width;
    const scale = this.tiles.flat ? Math.min(most, Math.floor(fitting)) : fitting < 1 ? fitting : Math.floor(fitting);
    style.width = inRem(width * scale);
    style.height = inRem(height * scale);
  }

  private listen(): void {
    const { canvas, look, place } = this;
    const cellOf = (event: MouseEvent): Cell | null => {
      const { left, top, width, height } = canvas.getBoundingClientRect();
      const x = Math.floor(((event.clientX - left) / width) * canvas.width);
      const y = Math.floor(((event.clientY - top) / height) * canvas.height);
      return cellNearPixel(this.tiles, x, y);
    };
    const placeOf = (cell: Cell): Place => ({ step: place, cell: placeIn(this.step.layout, this.step.display, cell) });
    const point = (cell: Cell): void => {
      this.cursor = cell;
      look.point(placeOf(cell));
    };
    canvas.addEventListener("pointermove", (event) => {
      const cell = cellOf(event);
      if (cell) point(cell);
    });
    canvas.addEventListener("pointerleave", () => look.point(null));
    canvas.addEventListener("blur", () => look.point(null));
    canvas.addEventListener("focus", () => {
      if (canvas.matches(":focus-visible")) point(this.cursor);
    });
    canvas.addEventListener("click", (event) => {
      // A click's place is rounded: what was pointed at counts.
      const cell = look.pointed?.step === place ? this.cursor : cellOf(event);
      if (cell) look.choose(placeOf(cell));
    });
    canvas.addEventListener("keydown", (event) => {
      const move = ARROWS[event.key];
      if (move) point(moveCell(this.tiles, this.cursor, ...move));
      else if (event.key === "Enter" || event.key === " ") look.choose(placeOf(this.cursor));
      else return;
      event.preventDefault();
    });
  }

  /** Show the numbers now. */
  paint(): void {
    const values = this.look.activations[this.place];
    if (!values || isSmall(this.step)) return;
    paintNumbers(this.canvas, this.pixels, values);
    if (!this.isList) return;
    if (this.values.childElementCount === 0) this.addLines();
    [...this.values.children].forEach((line, i) => {
      write(line.lastElementChild!, writeValueOf(this.step, this.look.model!, values[i]));
    });
  }

  /** A line for each number of a short list, with the class's name where there is one. */
  private addLines(): void {
    const names = givesClasses(this.step, this.look.model!) && this.place > 0 ? this.look.model!.classNames : null;
    for (let i = 0; i < this.tiles.maps; i++) {
      const name = names ? [element("b", { textContent: names[i] })] : [];
      this.values.append(element("li", {}, ...name, element("span")));
    }
  }

  /** Light what belongs to the region; nothing is dimmed where there is none. */
  mark(region: Region | undefined): void {
    this.region = region;
    const { layout: own, display: layout } = this.step;
    if (isSmall(this.step)) return;
    const isPart = region !== undefined && !(region.channel === null && region.positions.every(Boolean));
    const marks = isPart ? markIndices(region, own) : null;
    // A veil that darkens nothing would still be put together in every frame.
    this.veil.hidden = !marks;
    if (marks) paintVeil(this.veil, this.pixels, marks);
    const isPlain = layout.channels === 1;
    const box = marks && boxOf(isPlain ? marks : region!.positions, layout);
    const channel = isPlain ? 0 : (region?.channel ?? null);
    this.box.hidden = !box || channel === null || channel >= this.tiles.maps || countCells(layout) < 2;
    if (this.box.hidden || !box) return;
    const { height, width } = tilesSize(this.tiles);
    const { top, left } = tileCorner(this.tiles, channel!);
    const { style } = this.box;
    style.left = `${((left + box.left) / width) * 100}%`;
    style.top = `${((top + box.top) / height) * 100}%`;
    style.width = `${((box.right - box.left + 1) / width) * 100}%`;
    style.height = `${((box.bottom - box.top + 1) / height) * 100}%`;
  }
}
