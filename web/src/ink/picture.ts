/** From the colours of a picture to grey: laid on a backdrop where it is transparent. */

/** Grey and colour bytes of an uploaded picture, row-major. */
export interface Picture {
  name: string;
  width: number;
  height: number;
  grey: Uint8Array;
  rgb: Uint8Array;
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

/** Lay RGBA bytes on their backdrop, and split them into colour and grey. */
export function flatten(rgba: Uint8ClampedArray): Pick<Picture, "grey" | "rgb"> {
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
