/** The scene's numbers: zeros at the end of a choice go only where they say nothing. */

import { expect, it } from "vitest";
import { writeChoice } from "../../../src/scenes/learned/numbers";

it("writes a choice without the zeros behind its point, and keeps those of 10 and 1,000", () => {
  expect([0.1, 0.18, 1, 1.8, 10, 100, 1000].map(writeChoice)).toEqual(["0.1", "0.18", "1", "1.8", "10", "100", "1,000"]);
});
