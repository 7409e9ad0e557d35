/** Decode a picture file into grey and colour bytes. */

import type { Picture } from "../ink/input";
import { Problem } from "../model/problem";

/** Pictures with a longer side than this are made smaller first: the model wants a few pixels only. */
const LONGEST = 1024;

async function decode(file: Blob, name: string): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file);
  } catch {
    throw new Problem(
      `"${name}" is no picture`,
      "The browser cannot read it. PNG, JPEG, WebP and GIF files work.",
    );
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

/** ITU-R 601 luma, the weights that Pillow's convert("L") uses. */
function luma(r: number, g: number, b: number): number {
  return 0.299 * r + 0.587 * g + 0.114 * b;
}

/** What transparent pixels lie on: white, or black when what is visible is itself nearly white. */
function chooseBackdrop(rgba: Uint8ClampedArray): number {
  let [light, visible, faintest] = [0, 0, 255];
  for (let i = 0; i < rgba.length; i += 4) {
    light += (luma(rgba[i], rgba[i + 1], rgba[i + 2]) * rgba[i + 3]) / 255;
    visible += rgba[i + 3];
    faintest = Math.min(faintest, rgba[i + 3]);
  }
  return visible > 0 && light / visible > 0.75 && faintest < 128 ? 0 : 255;
}

/** Lay the pixels on their backdrop, and split them into colour and grey. */
function flatten(rgba: Uint8ClampedArray): Pick<Picture, "grey" | "rgb"> {
  const backdrop = chooseBackdrop(rgba);
  const grey = new Uint8Array(rgba.length / 4);
  const rgb = new Uint8Array(grey.length * 3);
  for (let i = 0; i < grey.length; i++) {
    const alpha = rgba[4 * i + 3] / 255;
    for (let channel = 0; channel < 3; channel++) {
      rgb[3 * i + channel] = Math.round(alpha * rgba[4 * i + channel] + (1 - alpha) * backdrop);
    }
    grey[i] = Math.round(luma(rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2]));
  }
  return { grey, rgb };
}

/** Read a file that the person chose, dropped or pasted. Throws a Problem when it is no picture. */
export async function readPicture(file: File): Promise<{ picture: Picture; bitmap: ImageBitmap }> {
  const name = file.name || "the pasted picture";
  const bitmap = await decode(file, name);
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const bytes = flatten(readPixels(bitmap, width, height));
  return { picture: { name, width, height, ...bytes }, bitmap };
}
