import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import * as mistakes from "../../../src/scenes/failures/math/mistakes";
import { crc32, makeZip } from "../../../src/scenes/failures/math/zip";

// True 0, 1, 1, 2, 0; answered 0, 0, 1, 1, 1.
const LABELS = [0, 1, 1, 2, 0];
const VALUES = [[0.9, 0.1, 0], [0.6, 0.3, 0.1], [0.1, 0.8, 0.1], [0, 0.95, 0.05], [0.4, 0.6, 0]];

describe("mistakes", () => {
  const readings = mistakes.readAnswers(VALUES, LABELS);

  it("are sorted by how much surer the model was of them than of the truth", () => {
    expect(readings.map(({ answer }) => answer)).toEqual([0, 0, 1, 1, 1]);
    expect(mistakes.sortMistakes(readings).map(({ row }) => row)).toEqual([3, 1, 4]);
    expect(readings[3].excess).toBeCloseTo(0.9);
    expect(mistakes.countRight(readings)).toBe(2);
  });

  it("stand in their cell; right answers begin with the least sure", () => {
    expect(mistakes.pickCell(readings, 1, 0).map(({ row }) => row)).toEqual([1]);
    expect(mistakes.pickCell(readings, 2, 0)).toEqual([]);
    const twice = mistakes.readAnswers([[0.9, 0.1], [0.6, 0.4], [0.2, 0.8], [0.1, 0.9]], [0, 0, 0, 0]);
    expect(mistakes.pickCell(twice, 0, 0).map(({ row }) => row)).toEqual([1, 0]);
    expect(mistakes.pickCell(twice, 0, 1).map(({ row }) => row)).toEqual([3, 2]);
  });

  it("that teaching mended or made are told apart", () => {
    const after = mistakes.readAnswers([[0, 1, 0], [0, 1, 0], VALUES[2], VALUES[3], VALUES[4]], LABELS);
    const change = mistakes.compareReadings(readings, after);
    expect([change.before, change.after]).toEqual([2, 2]);
    expect(change.learned.map(({ row }) => row)).toEqual([1]);
    expect(change.forgotten.map(({ row }) => row)).toEqual([0]);
  });

  it("are counted in a confusion matrix", () => {
    const confusion = [[8, 2, 0], [1, 9, 0], [0, 3, 3]];
    expect(mistakes.countConfusion(confusion)).toEqual({ right: 20, all: 26 });
    mistakes.missedShares(confusion).forEach((share, i) => expect(share).toBeCloseTo([0.2, 0.1, 0.5][i]));
    expect(mistakes.missedShares([[0, 0], [0, 1]])).toEqual([0, 0]);
    expect(mistakes.chooseChoices([0.2, 0.1, 0.5])).toEqual({ classes: [0, 1, 2], right: 2 });
    expect(mistakes.chooseChoices([0.2, 0.2])).toBeNull();
    expect(mistakes.chooseChoices([0, 0, 0.1, 0.3, 0.2])).toEqual({ classes: [1, 2, 3, 4], right: 2 });
  });
});

describe("zip", () => {
  it("has the CRC-32 of the standard's own check", () => {
    expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
    expect(crc32(new Uint8Array())).toBe(0);
  });

  it("is opened by Python, which checks every sum", () => {
    const entries = [
      { path: "m/model.json", bytes: new TextEncoder().encode('{"a": 1}') },
      { path: "m/empty.bin", bytes: new Uint8Array() },
      { path: "m/w.bin", bytes: Uint8Array.from({ length: 70_000 }, (_, i) => i % 251) },
    ];
    const program = `import io, sys, zipfile
z = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))
print(z.testzip(), z.namelist(), z.read("m/model.json"), sum(z.read("m/w.bin")), z.read("m/empty.bin"))`;
    const said = execFileSync("python3", ["-c", program], { input: makeZip(entries), encoding: "utf8" });
    const sum = entries[2].bytes.reduce((total, value) => total + value, 0);
    expect(said.trim()).toBe(`None ['m/model.json', 'm/empty.bin', 'm/w.bin'] b'{"a": 1}' ${sum} b''`);
  });
});
