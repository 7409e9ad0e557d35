/** Says the scene's messages, and numbers as they can be read. */

import { formatNumber, makeSay, writeDecimal } from "../../messages/say";
import { digitsOf } from "./math/digits";
import { MESSAGES } from "./messages";

export const say = makeSay(MESSAGES);

/** A number with three digits that count; a very large one as a power of ten. */
export function show(value: number, counting = 3): string {
  if (!Number.isFinite(value)) return "∞";
  const text = Math.abs(value) >= 1e6 ? writeDecimal(value.toExponential(1)) : formatNumber(value, digitsOf(value, counting));
  return text.replace("-", "−");
}
