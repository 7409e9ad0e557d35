/** From a number to a colour: dark is zero, bright is large; orange is positive and blue negative where both occur. */

/** Red, green and blue, 0 to 255. */
export type Colour = readonly [number, number, number];

export const ZERO: Colour = [22, 20, 18];
/** The bright end of numbers that are never negative. */
export const BRIGHT: Colour = [255, 246, 232];
export const POSITIVE: Colour = [255, 150, 50];
export const NEGATIVE: Colour = [80, 165, 255];

/** How numbers of a layer become colours: the largest size, and whether there are negative ones. */
export interface Scale {
  largest: number;
  signed: boolean;
}

/** The scale of all these numbers; only finite ones count. */
export function scaleOf(values: ArrayLike<number>): Scale {
  let [largest, signed] = [0, false];
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) continue;
    largest = Math.max(largest, Math.abs(values[i]));
    signed ||= values[i] < 0;
  }
  return { largest, signed };
}

/** The colour of a number. */
export function colourOf(value: number, { largest, signed }: Scale): Colour {
  const part = largest > 0 && Number.isFinite(value) ? Math.min(1, Math.abs(value) / largest) : 0;
  const end = signed ? (value < 0 ? NEGATIVE : POSITIVE) : BRIGHT;
  return [0, 1, 2].map((i) => Math.round(ZERO[i] + (end[i] - ZERO[i]) * part)) as unknown as Colour;
}

/** The colours are told apart in so many steps from zero to the largest number. */
const STEPS = 255;

/** The colours of all steps from -STEPS to STEPS, as opaque pixels of an ImageData on a little-endian machine. */
export function makePixels(signed: boolean): Uint32Array {
  return Uint32Array.from({ length: 2 * STEPS + 1 }, (_, i) => {
    const [red, green, blue] = colourOf((i - STEPS) / STEPS, { largest: 1, signed });
    return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
  });
}

/** Where a number's colour stands among those pixels. */
export function pixelAt(value: number, largest: number): number {
  const step = Math.round((STEPS * value) / largest);
  return STEPS + (Number.isFinite(step) ? Math.min(STEPS, Math.max(-STEPS, step)) : 0);
}

/** A colour's relative luminance, 0 to 1 (WCAG 2.2). */
function luminance(colour: Colour): number {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Is black text on this colour easier to read than white? One of both always has a contrast of 4.5. */
export function takesBlackText(colour: Colour): boolean {
  return luminance(colour) > 0.179;
}
