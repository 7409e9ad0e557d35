/** German is whole: the same keys as English, the same values in each message, and no English left. */

import { afterEach, describe, expect, it } from "vitest";
import { GERMAN } from "../../src/german/catalogue";
import { formatNumber, type Language, makeSay } from "../../src/messages/say";
import { ANSWERS, BACKEND, DAMAGES, FAULTS, UNITS } from "../../src/model/messages";
import { MESSAGES as PAGE } from "../../src/page/messages";
import { MESSAGES as OTHERS } from "../../src/compare/messages";
import { SHELL } from "../../src/page/shell-messages";
import { MESSAGES as FOOT } from "../../src/page/views/foot-messages";
import { formatCount, formatExponent, formatPercent, formatScores } from "../../src/model/format";
import { MESSAGES as FAILURES } from "../../src/scenes/failures/messages";
import { MESSAGES as INSIDE } from "../../src/scenes/inside/messages";
import { MESSAGES as LANDSCAPE } from "../../src/scenes/landscape/messages";
import { MESSAGES as LEARNED } from "../../src/scenes/learned/messages";
import { MESSAGES as TABLE } from "../../src/table/messages";
import { MESSAGES as TEACHING } from "../../src/teaching/messages";
import { MESSAGES as TOUR } from "../../src/tour/messages";
import { MESSAGES as TRAINING } from "../../src/training/messages";

const MODEL = { ...ANSWERS, ...BACKEND, ...DAMAGES, ...FAULTS, ...UNITS };
const ROOMS = [MODEL, PAGE, OTHERS, SHELL, FOOT, FAILURES, INSIDE, LANDSCAPE, LEARNED, TABLE, TEACHING, TOUR, TRAINING];
const ENGLISH = Object.assign({}, ...ROOMS) as Record<string, string>;

/** Names, commands and signs that are the same in both languages. */
const THE_SAME = [
  ...["bars.gives", "card.format", "card.keras", "card.operation"],
  ...["failures.noTestsCommand", "failures.sample", "foot.cpu", "foot.waiting", "foot.wasm", "inside.ask-bias-zero"],
  ...["landscape.optimizer.adam", "landscape.optimizer.sgd", "landscape.pause", "landscape.stage.gradient"],
  ...["landscape.update.other", "landscape.update.sgd", "learned.past.pause", "optimizer.adam"],
  ...["optimizer.rmsprop", "others.choice", "others.nothing", "parity.answer", "shell.tour", "table.best.item"],
];

function placeholders(text: string): string[] {
  return [...new Set(text.match(/\{\w+\}/g))].sort();
}

describe("the German catalogue", () => {
  it("has the keys of all English ones, each of which stands in one room only", () => {
    expect(Object.keys(GERMAN).sort()).toEqual(Object.keys(ENGLISH).sort());
    expect(ROOMS.flatMap((room) => Object.keys(room)).length).toBe(Object.keys(ENGLISH).length);
    expect(Object.keys(ENGLISH).length).toBeGreaterThan(550);
  });

  it("keeps the values of each message", () => {
    const changed = Object.keys(ENGLISH).filter(
      (key) => placeholders(GERMAN[key]).join() !== placeholders(ENGLISH[key]).join(),
    );
    expect(changed).toEqual([]);
  });

  it("leaves nothing in English but names and signs", () => {
    const same = Object.keys(ENGLISH).filter((key) => GERMAN[key] === ENGLISH[key] && !THE_SAME.includes(key));
    expect(same).toEqual([]);
    expect(THE_SAME.filter((key) => GERMAN[key] !== ENGLISH[key])).toEqual([]);
    const english = Object.keys(GERMAN).filter((key) => /\b(the|of|is|are|and|your?|this|with)\b/i.test(GERMAN[key]));
    expect(english).toEqual([]);
  });

  it("addresses its reader as du, and quotes as German does", () => {
    const texts = Object.entries(GERMAN);
    // At the start of a sentence it may be "her" or "their".
    expect(texts.filter(([, text]) => /[a-zäöüß,;] (Sie|Ihr|Ihre[nmrs]?|Ihnen)\b/.test(text))).toEqual([]);
    expect(texts.filter(([, text]) => /["“](?=\w|\{)|”/.test(text))).toEqual([]);
  });
});

describe("with the language German", () => {
  const globals = globalThis as { kerasdigitsLanguage?: Language };
  afterEach(() => void delete globals.kerasdigitsLanguage);

  it("sentences and numbers are German; without it they are English", () => {
    const say = makeSay({ "unit.bytes": "{count} bytes", "of.none": "{count} of none" });
    expect([say("unit.bytes", { count: 2.5 }), formatPercent(0.9821)]).toEqual(["2.5 bytes", "98.2\u00a0%"]);
    globals.kerasdigitsLanguage = { code: "de", decimal: ",", thousands: ".", messages: GERMAN };
    expect(say("unit.bytes", { count: 2.5 })).toBe("2,5 Byte");
    // What is not translated stays readable.
    expect(say("of.none", { count: 1 })).toBe("1 of none");
    expect([formatPercent(0.9821), formatPercent(0.00001), formatExponent(3.6e-7)]).toEqual(["98,2\u00a0%", "<0,1\u00a0%", "3,6\u00a0×\u00a010⁻⁷"]);
    expect([formatNumber(1234.5, 1), formatCount(17002)]).toEqual(["1.234,5", "17.002"]);
    expect(formatScores([1.5, -0.25])).toEqual(["1,500", "−0,250"]);
  });
});
