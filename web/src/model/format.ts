/** Numbers as text, the same everywhere on the page, and as its language writes them. */

import { formatNumber as formatDigits, makeSay, writeDecimal } from "../messages/say";
import { UNITS } from "./messages";

const say = makeSay(UNITS);

/** A probability as percent: "98.2 %", "<0.1 %", ">99.9 %"; never 100 % of something less. */
export function formatPercent(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const percent = value * 100;
  if (value === 0 || value === 1) return writeDecimal(`${percent} %`);
  if (percent < 0.1) return writeDecimal("<0.1 %");
  if (percent > 99.9) return writeDecimal(">99.9 %");
  return writeDecimal(`${percent.toFixed(1)} %`);
}

/** A number of any size with about four significant digits. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return formatExponent(value);
  if (Number.isInteger(value)) return formatCount(value);
  return writeDecimal(String(Number(value.toPrecision(4))));
}

/** Scores that are compared with each other: as many decimals for all as the largest one needs. */
export function formatScores(values: readonly number[]): string[] {
  const largest = Math.max(...values.map(Math.abs));
  if (values.every(Number.isInteger) || !(largest >= 0.01 && largest < 1000)) return values.map(formatNumber);
  return values.map((value) => writeDecimal(value.toFixed(largest < 10 ? 3 : 1).replace(/^-(?=[0.]*$)/, "")));
}

/** A small difference, as people write it: "3.6 × 10⁻⁷". */
export function formatExponent(value: number): string {
  if (value === 0) return "0";
  if (!Number.isFinite(value)) return String(value);
  const [mantissa, exponent] = value.toExponential(1).split("e");
  const digits = String(Number(exponent)).replace("-", "⁻").replace(/\d/g, (d) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(d)]);
  return writeDecimal(`${mantissa} × 10${digits}`);
}

/** A count with its thousands apart: "17,002"; in German "17.002". */
export function formatCount(value: number): string {
  return formatDigits(value);
}

/** A size in bytes, kB or MB (powers of ten). */
export function formatBytes(value: number): string {
  if (value < 1000) return say("unit.bytes", { count: value });
  return writeDecimal(value < 1e6 ? `${(value / 1e3).toFixed(1)} kB` : `${(value / 1e6).toFixed(1)} MB`);
}

/** Milliseconds, with as many digits as are worth reading. */
export function formatMilliseconds(value: number): string {
  if (value < 0.05) return writeDecimal("<0.1 ms");
  return writeDecimal(`${value < 10 ? value.toFixed(1) : Math.round(value)} ms`);
}

/** The middle of a list; for an even count the mean of the two in the middle. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
