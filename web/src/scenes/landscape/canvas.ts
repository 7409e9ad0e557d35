/** A canvas as sharp as the screen, in the page's colours, drawn again when its size or the theme changes. */

import { oncePerFrame } from "../../page/frames";

/** Where to draw, in pixels of a page whose text is 16 pixels high: on large screens all grows with the text. */
export interface Sheet {
  context: CanvasRenderingContext2D;
  width: number;
  height: number;
  /** So many pixels of the screen are one of these. */
  scale: number;
  /** A colour of styles/tokens.css, such as "accent". */
  colour(token: string): string;
}

/** Ask the browser for a token's colour: what the style sheet says is a pair for light and dark. */
function makePalette(place: HTMLElement): (token: string) => string {
  const probe = document.createElement("span");
  // With forced colours all text has one colour; landscape.css gives a drawing more of the person's own.
  probe.style.setProperty("forced-color-adjust", "none");
  place.append(probe);
  const found = new Map<string, string>();
  return (token) => {
    let colour = found.get(token);
    if (colour === undefined) {
      probe.style.color = `var(--${token})`;
      colour = getComputedStyle(probe).color;
      found.set(token, colour);
    }
    return colour;
  };
}

/** How much larger the page's text is than 16 pixels. */
export function measureZoom(): number {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1;
}

/** Prepare a canvas that is as wide as its place; null while that has no width. */
function openSheet(canvas: HTMLCanvasElement, ratio: number, colour: Sheet["colour"]): Sheet | null {
  if (canvas.clientWidth === 0) return null;
  const zoom = measureZoom();
  const width = canvas.clientWidth / zoom;
  const height = Math.round(width * ratio);
  const scale = zoom * (devicePixelRatio || 1);
  const [columns, rows] = [Math.round(width * scale), Math.round(height * scale)];
  if (canvas.width !== columns || canvas.height !== rows) Object.assign(canvas, { width: columns, height: rows });
  const context = canvas.getContext("2d")!;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  context.font = `12px ${getComputedStyle(canvas).fontFamily}`;
  context.lineJoin = "round";
  return { context, width, height, scale, colour };
}

/**
 * Draw on a canvas, at most once a frame.
 *
 * @param ratio height / width
 * @param draw gets a number that changes with the size and the theme, for what can be kept until then
 * @returns asks for another drawing
 */
export function drawOn(canvas: HTMLCanvasElement, ratio: number, draw: (sheet: Sheet, look: number) => void): () => void {
  let look = 0;
  let palette = makePalette(canvas);
  const run = (): void => {
    const sheet = openSheet(canvas, ratio, palette);
    if (sheet) draw(sheet, look);
  };
  const ask = oncePerFrame(run);
  const renew = (): void => {
    look += 1;
    canvas.replaceChildren();
    palette = makePalette(canvas);
    ask();
  };
  new ResizeObserver(renew).observe(canvas);
  new MutationObserver(renew).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
    matchMedia(query).addEventListener("change", renew);
  }
  return ask;
}
