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
