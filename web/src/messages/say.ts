/**
 * The texts of the page. English stands beside the code that shows it, in one `messages.ts` a room; another language
 * is one script that is loaded first (`?lang=de`: `src/german/`), and replaces them by key.
 */

/** A language that took the place of English. */
export interface Language {
  /** As in HTML's `lang`. */
  code: string;
  messages: Record<string, string>;
}

type Globals = { kerasdigitsLanguage?: Language };

function language(): Language | undefined {
  return (globalThis as unknown as Globals).kerasdigitsLanguage;
}

/** The values that stand in braces in a message. */
export type Values = Record<string, string | number>;

/** A function that says the messages of one room: `say("inside.cell", { row: 3 })`. */
export type Say<Key extends string> = (key: Key, values?: Values) => string;

/** Make the function that says these messages, in the page's language. */
export function makeSay<Key extends string>(english: Record<Key, string>): Say<Key> {
  return (key, values = {}) => {
    const text = language()?.messages[key] ?? english[key];
    return text.replace(/\{(\w+)\}/g, (braces, name: string) => (name in values ? String(values[name]) : braces));
  };
}

/** A number as the page's language writes it, with so many digits after the point. */
export function formatNumber(value: number, digits = 0): string {
  return value.toLocaleString(language()?.code ?? "en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}
