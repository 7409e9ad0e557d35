/** The part of the page's state that lives in its address: ?model=NAME&backend=NAME&start=empty#ink=STROKES. */

import type { Stroke } from "../ink/strokes";
import { readStrokes, writeStrokes } from "../ink/written";

const INK = "#ink=";
/** A longer text is not read, and not written: nobody draws so much. */
const MOST_TEXT = 20_000;

/** What the address asks for. */
export interface Address {
  model: string | null;
  backend: string | null;
  /** `empty`: the page does not draw a digit of its own at the start. */
  start: string | null;
}

/** Read a query string. */
export function readAddress(query: string): Address {
  const parameters = new URLSearchParams(query);
  return { model: parameters.get("model"), backend: parameters.get("backend"), start: parameters.get("start") };
}

/** One more parameter of the page's address, such as `rate` in `?rate=0.1`: scenes have some of their own. */
export function readParameter(name: string): string | null {
  return new URLSearchParams(location.search).get(name);
}

/** The query string with these values set, others kept; null takes one away. */
export function changeQuery(query: string, change: Record<string, string | null>): string {
  const parameters = new URLSearchParams(query);
  for (const [key, value] of Object.entries(change)) {
    if (value === null) parameters.delete(key);
    else parameters.set(key, value);
  }
  const text = parameters.toString();
  return text ? `?${text}` : "";
}

/** The drawing that the end of an address holds, in base64url; null when it holds none. */
export function readDrawing(hash: string): Stroke[] | null {
  const text = hash.slice(INK.length);
  if (!hash.startsWith(INK) || !/^[\w-]+$/.test(text) || text.length > MOST_TEXT) return null;
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return readStrokes(Uint8Array.from(binary, (character) => character.charCodeAt(0)));
  } catch {
    return null;
  }
}

/** A drawing as the end of an address; the empty text for none. */
export function drawingHash(strokes: readonly Stroke[]): string {
  const text = btoa(String.fromCharCode(...writeStrokes(strokes)));
  return text && INK + text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Put values into the address bar without loading the page again; Back undoes what is a step of its own. */
export function writeAddress(change: Record<string, string | null>, step: "same step" | "new step" = "same step"): void {
  write(`${changeQuery(location.search, change)}${location.hash}`, step);
}

/** Change one parameter of the address bar; nothing happens where it has that value already. */
export function writeParameter(name: string, value: string | null): void {
  if (readParameter(name) !== value) writeAddress({ [name]: value });
}

/** Put a drawing into the address bar, so that the address is a link to it. */
export function writeDrawing(strokes: readonly Stroke[]): void {
  const hash = drawingHash(strokes);
  if (hash.length > MOST_TEXT) return;
  if (hash !== location.hash && (hash || location.hash.startsWith(INK))) write(`${location.search}${hash}`, "same step");
}

function write(end: string, step: "same step" | "new step"): void {
  const address = `${location.pathname}${end}`;
  try {
    if (step === "new step") history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  } catch {
    // Some browsers do not let a page opened from disk change its address; the page works without.
  }
}
