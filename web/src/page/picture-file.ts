/** Decode a picture file into bytes, with the browser's own decoder and a canvas. */

import { flatten, type Picture } from "../ink/picture";
import { Problem } from "../model/problem";
import { say } from "./messages";

/** Pictures with a longer side than this are made smaller first: the model wants a few pixels only. */
const LONGEST = 1024;

async function decode(file: Blob, name: string): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file);
  } catch {
    throw new Problem(say("page.noPicture", { name }), say("page.noPictureHelp"));
  }
}

/** RGBA bytes of the bitmap at this size. */
function readPixels(bitmap: ImageBitmap, width: number, height: number): Uint8ClampedArray {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  return context.getImageData(0, 0, width, height).data;
}

/** Read a file that the person chose, dropped or pasted. Throws a Problem when it is not a picture. */
export async function readPicture(file: File): Promise<{ picture: Picture; bitmap: ImageBitmap }> {
  const name = file.name || say("page.pasted");
  const bitmap = await decode(file, name);
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const bytes = flatten(readPixels(bitmap, width, height));
  return { picture: { name, width, height, ...bytes }, bitmap };
}
