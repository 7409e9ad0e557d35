/** What the fields of a table show and give, and the answer in words. */

import { expect, it } from "vitest";
import type { Column } from "../../src/model/metadata";
import type { PageState } from "../../src/page/state";
import { findHighest } from "../../src/table/best";
import { chooseRange, toCategory, toModel, toShown } from "../../src/table/columns";
import { tellAnswer } from "../../src/table/words";

const AGE: Column = { name: "age", mean: 45, deviation: 12, low: 17.3, high: 89.6 };

it("shows numbers as people wrote them, and gives them as the model takes them", () => {
  expect(toShown(AGE, -1.5)).toBe(27);
  expect(toModel(AGE, 27)).toBe(-1.5);
  expect(toModel({ name: "x" }, 0.25)).toBe(0.25);
});

it.each([
  [AGE, { low: 17, high: 90, step: 1 }],
  [{ name: "x", low: 0.0312, high: 0.0488 }, { low: 0.0312, high: 0.0488, step: 0.0001 }],
  [{ name: "x", low: 7, high: 7 }, { low: 7, high: 8, step: 1 }],
  [{ name: "x" }, { low: -3, high: 3, step: 0.1 }],
])("has a slider with round ends for %j", (column, range) => expect(chooseRange(column)).toEqual(range));

it("takes an id outside the list for the nearest", () => {
  const film = { name: "film", categories: ["A", "B", "C"] };
  expect([-1, 0.2, 1.9, 7].map((value) => toCategory(film, value))).toEqual([0, 0, 2, 2]);
});

function tell(columns: Column[], values: number[], output: number[], more: object): string {
  const training = { output_name: "stars" };
  const model = { metadata: { columns, training }, classNames: [], scale: "scores", ...more };
  return tellAnswer({ model, source: { kind: "numbers", values }, output: Float32Array.from(output) } as unknown as PageState);
}

it("finds the highest numbers, the highest first", () => expect(findHighest([1, 5, 2, 4], 3)).toEqual([1, 3, 2]));

it("says a rating, a class and a number in words", () => {
  const columns = [{ name: "user", categories: ["Ann", "Bob"] }, { name: "film", categories: ["A", "The <b>"] }];
  expect(tell(columns, [1, 1], [3.84], {})).toBe("Bob would give The <b> about 3.8 of 5 stars.");
  expect(tell([AGE], [0], [0.25, 0.75], { classNames: ["no", "yes"], scale: "distribution" })).toContain("“yes”, and is 75\u00a0% sure");
  expect(tell([AGE], [0], [0.1], { classNames: ["no", "yes"], scale: "independent" })).toContain("“no”, and is 90\u00a0%");
  expect(tell([AGE], [0], [2.5], {})).toContain("2.500");
  expect(tell([AGE], [0], [1, 2], { classNames: ["no", "yes"] })).toBe("");
});
