/** Numbers as the scene writes them. */

import { formatNumber, keepTogether } from "../../messages/say";

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** With a power of ten: 1.28 × 10⁻⁸. */
function writePower(value: number): string {
  const [digits, power] = value.toExponential(2).split("e");
  const raised = [...String(Math.abs(Number(power)))].map((digit) => RAISED[Number(digit)]).join("");
  return keepTogether(`${formatNumber(Number(digits), 2)} × 10${Number(power) < 0 ? "⁻" : ""}${raised}`);
}

/** Three digits that count: 0.0123, 1.23, 123; very small and large ones with a power of ten. */
export function writeNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (value !== 0 && (size < 1e-3 || size >= 1e5)) return writePower(value);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 4;
  return formatNumber(value, digits);
}

/** A number that somebody chose, without zeros at its end: 0.1, 1,000. */
export function writeChoice(value: number): string {
  if (value < 1e-3) return writePower(value);
  const digits = Math.max(0, 1 - Math.floor(Math.log10(value)));
  const text = formatNumber(value, digits);
  // Only behind the point: 1,000 ends in zeros, too.
  return digits ? text.replace(/[.,]?0+$/, "") : text;
}

/** A share as per cent. */
export function writePercent(share: number): string {
  return formatNumber(100 * share, 1);
}
