/** The damage in the page's address: `?broken=0.5_8_2-3_4-all` is noise of 0.5, 8 bits, step 2's channel 3 and all of step 4. */

import { BITS, type Damage, type Dropped, FULL_BITS, NOISES } from "./breakage";
import type { Step } from "./steps";

function readDropped(text: string, steps: readonly Step[]): Dropped | null {
  const [, step, channel] = /^(\d{1,4})-(\d{1,6}|all)$/.exec(text) ?? [];
  const layout = steps[Number(step)]?.layout;
  // The input and the answer cannot be dropped.
  if (!layout || Number(step) === 0 || Number(step) === steps.length - 1) return null;
  if (channel === "all") return { step: Number(step), channel: null };
  return Number(channel) < layout.channels ? { step: Number(step), channel: Number(channel) } : null;
}

/** Read damage that these steps can have; null for any other text. */
export function readDamage(text: string | null, steps: readonly Step[]): Damage | null {
  const [noise, bits, ...parts] = (text ?? "").split("_");
  const dropped = parts.map((part) => readDropped(part, steps));
  if (!NOISES.includes(Number(noise || NaN)) || !BITS.includes(Number(bits)) || dropped.includes(null)) return null;
  return { noise: Number(noise), bits: Number(bits), dropped: dropped as Dropped[] };
}

/** Write damage; null where nothing is broken. */
export function writeDamage({ noise, bits, dropped }: Damage): string | null {
  if (noise === 0 && bits === FULL_BITS && dropped.length === 0) return null;
  return [noise, bits, ...dropped.map(({ step, channel }) => `${step}-${channel ?? "all"}`)].join("_");
}
