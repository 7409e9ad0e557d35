import { expect, it } from "vitest";
import type { Metadata } from "../../src/model/metadata";
import { findFault } from "../../src/model/metadata-check";

const MNIST = { recipe: "mnist", size: [28, 28] };
const find = (said: object, shape: (number | null)[] = [null, 28, 28, 1], units = 10): string | null =>
  findFault({ version: 1, ...said } as Metadata, [{ name: "x", shape, dtype: "float32" }], units);

it.each([
  [{}],
  [{ preprocess: null, class_names: [] }],
  [{ preprocess: MNIST, class_names: [..."0123456789"], title: "My digits" }],
  [{ preprocess: { ...MNIST, range: [-1, 1], dark_on_white: true } }],
  [{ preprocess: { recipe: "resize", size: [14, 56] } }],
])("finds no fault with %j", (said) => {
  expect(find(said)).toBeNull();
});

it("follows the columns of a table", () => {
  const columns = [{ name: "film", categories: ["A", "B"] }, { name: "age", mean: 45, deviation: 12, low: 17, high: 90 }, { name: "x" }];
  expect(find({ columns }, [null, 3], 1)).toBeNull();
  expect(find({ columns }, [null, 2], 1)).toBe("it has 3 columns, and the model takes 2 numbers");
});

it.each([
  [{}, "not a list of columns"],
  [[null], "not a list of columns"],
  [[{ name: 5 }], "not a list of columns"],
  [[{ name: "a", categories: [] }], "categories of a"],
  [[{ name: "a", categories: [1] }], "categories of a"],
  [[{ name: "a", mean: "1" }], "the numbers of the column a"],
  [[{ name: "a", deviation: 0 }], "the numbers of the column a"],
])("refuses the columns %j", (columns, why) => {
  expect(find({ columns }, [null, 1], 1)).toContain(why);
});

it("takes two names for one number, a row of pixels for a picture, and sizes that are open", () => {
  expect(find({ class_names: ["no", "yes"] }, [null, 3], 1)).toBeNull();
  expect(find({ preprocess: MNIST }, [null, 784])).toBeNull();
  expect(find({ preprocess: { recipe: "resize", size: [9, 9], channels: 3 } }, [null, null, null, 3])).toBeNull();
});

it.each([
  [{ preprocess: { recipe: "minst", size: [28, 28] } }, 'no recipe "minst"'],
  [{ preprocess: "mnist" }, 'no recipe "mnist"'],
  [{ preprocess: { recipe: "mnist", size: [32, 32] } }, "the size [32,32]"],
  [{ preprocess: { recipe: "resize", size: [0, 28] } }, "the size [0,28]"],
  [{ preprocess: { recipe: "resize", size: [28, 28], channels: 4 } }, "4 channels"],
  [{ preprocess: { recipe: "resize", size: [28, 28], channels: 3 } }, "makes 2352 numbers and the model takes 784"],
  [{ preprocess: { ...MNIST, range: [255, 0] } }, "range of the input is [255,0]"],
  [{ preprocess: { ...MNIST, dark_on_white: "no" } }, "neither true nor false"],
  [{ class_names: "0123456789" }, "not a list of names"],
  [{ class_names: ["a", "b"] }, "2 names for 10 classes"],
  [{ title: 7 }, "not a text"],
])("refuses %j", (said, why) => {
  expect(find(said)).toContain(why);
});
