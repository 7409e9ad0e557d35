/**
 * The texts of the page. English stands beside the code that shows it, in one `messages.ts` a room; another language
 * is one script that is loaded first (`?lang=de`: `src/german/`), and replaces them by key.
 */

/** A language that took the place of English. */
export interface Language {
  /** As in HTML's `lang`. */
  code: string;
  /** What stands between the whole part of a number and the rest. */
  decimal: string;
  /** What stands between groups of three digits. */
  thousands: string;
  messages: Record<string, string>;
}

const ENGLISH = { decimal: ".", thousands: "," };

type Globals = { kerasdigitsLanguage?: Language };

/** The language that took the place of English; undefined in English. */
export function findLanguage(): Language | undefined {
  return (globalThis as unknown as Globals).kerasdigitsLanguage;
}

/** The values that stand in braces in a message; numbers are written as the language does. */
export type Values = Record<string, string | number>;

/** A function that says the messages of one room: `say("inside.cell", { row: 3 })`. */
export type Say<Key extends string> = (key: Key, values?: Values) => string;

/** Make the function that says these messages, in the page's language. */
export function makeSay<Key extends string>(english: Record<Key, string>): Say<Key> {
  return (key, values = {}) => {
    const text = findLanguage()?.messages[key] ?? english[key];
    const filled = text.replace(/\{(\w+)\}/g, (braces, name: string) => {
      const value = values[name] ?? braces;
      return typeof value === "number" ? writeDecimal(String(value)) : value;
    });
    return keepTogether(filled);
  };
}

/** No line ends between a number and its per cent, or within a power of ten. */
export function keepTogether(text: string): string {
  return text.replace(/(?<=\d) %/g, "\u00a0%").replaceAll(" × 10", "\u00a0×\u00a010");
}

/** A number in digits, "-0.25", as the page's language writes it: "−0.25". */
export function writeDecimal(digits: string): string {
  return keepTogether(digits.replace(".", (findLanguage() ?? ENGLISH).decimal).replace(/^-/, "−"));
}

/**
 * A number as the page's language writes it, with so many digits after the point. The browser's own writer of numbers
 * takes milliseconds to start, which the first answer would wait for.
 */
export function formatNumber(value: number, digits = 0): string {
  const [whole, rest] = value.toFixed(digits).split(".");
  const { decimal, thousands } = findLanguage() ?? ENGLISH;
  const grouped = whole.replace("-", "−").replace(/\B(?=(\d{3})+(?!\d))/g, thousands);
  return rest ? `${grouped}${decimal}${rest}` : grouped;
}
