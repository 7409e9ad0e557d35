/** The drawing pad: pointers in, ink on the screen. */

import { say } from "../messages";
import type { Source, Store } from "../state";
import { extendStroke, PAD, PAD_LINE, type Point, type Stroke } from "../../ink/strokes";
import { find, write } from "./element";

/** Where a pointer event is, in units of the pad. */
function padPoint(canvas: HTMLCanvasElement, event: PointerEvent): Point {
  const box = canvas.getBoundingClientRect();
  return {
    x: ((event.clientX - box.left) / box.width) * PAD,
    y: ((event.clientY - box.top) / box.height) * PAD,
  };
}

function drawStroke(context: CanvasRenderingContext2D, stroke: Stroke): void {
  context.beginPath();
  context.moveTo(stroke[0].x, stroke[0].y);
  // A line of no length still gets its round caps: a dot.
  if (stroke.length === 1) context.lineTo(stroke[0].x, stroke[0].y);
  for (const point of stroke.slice(1)) context.lineTo(point.x, point.y);
  context.stroke();
}

/** Fit a picture into the pad, keeping its ratio. */
function drawBitmap(context: CanvasRenderingContext2D, bitmap: ImageBitmap): void {
  const scale = PAD / Math.max(bitmap.width, bitmap.height);
  const [width, height] = [bitmap.width * scale, bitmap.height * scale];
  context.imageSmoothingEnabled = scale < 1;
  context.drawImage(bitmap, (PAD - width) / 2, (PAD - height) / 2, width, height);
}

/** Paint the source in the colour that the style sheet gives the pad. */
function paint(canvas: HTMLCanvasElement, source: Source): void {
  const side = Math.max(1, Math.round(canvas.clientWidth * devicePixelRatio));
  if (canvas.width !== side) canvas.width = canvas.height = side;
  const context = canvas.getContext("2d")!;
  context.setTransform(side / PAD, 0, 0, side / PAD, 0, 0);
  context.clearRect(0, 0, PAD, PAD);
  if (source.kind === "picture") drawBitmap(context, source.bitmap);
  if (source.kind !== "strokes") return;
  context.strokeStyle = getComputedStyle(canvas).color;
  context.lineWidth = PAD_LINE;
  context.lineCap = context.lineJoin = "round";
  for (const stroke of source.strokes) drawStroke(context, stroke);
}

/** Put down, drag, lift: each pointer draws its own stroke. */
function followPointers(canvas: HTMLCanvasElement, store: Store): void {
  let pen: { id: number; stroke: Stroke } | null = null;

  canvas.addEventListener("pointerdown", (event) => {
    if (pen || event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    pen = { id: event.pointerId, stroke: [padPoint(canvas, event)] };
    store.begin(pen.stroke);
  });

  canvas.addEventListener("pointermove", (event) => {
    const { source } = store.state;
    if (pen?.id !== event.pointerId || source.kind !== "strokes") return;
    const coalesced = event.getCoalescedEvents?.() ?? [];
    const steps = coalesced.length ? coalesced : [event];
    const { stroke } = pen;
    const grown = steps.filter((step) => extendStroke(stroke, padPoint(canvas, step)));
    // The strokes are the same list, grown; a new source object tells the store.
    if (grown.length) store.set({ source: { ...source } });
  });

  for (const end of ["pointerup", "pointercancel", "lostpointercapture"] as const) {
    canvas.addEventListener(end, (event) => {
      if (pen?.id === event.pointerId) pen = null;
    });
  }
}

/** Wire the page's pad to its store. */
export function startDrawing(store: Store): void {
  startPad(find<HTMLCanvasElement>("pad"), store);
  store.watch(["source"], ({ source }) => {
    const greeting = source.kind === "strokes" && Boolean(source.greeting);
    find("pad-hint").hidden = source.kind !== "empty" && !greeting;
    write(find("pad-hint"), say(greeting ? "give.now" : "give.draw"));
  });
}

/** Make a canvas a pad: what is drawn becomes the source of a store, and is shown. */
export function startPad(canvas: HTMLCanvasElement, store: Store): void {
  const repaint = (): void => paint(canvas, store.state.source);
  followPointers(canvas, store);
  store.watch(["source"], repaint);
  new ResizeObserver(repaint).observe(canvas);
  // The ink has the colour of the text; repaint when light becomes dark.
  new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
}
