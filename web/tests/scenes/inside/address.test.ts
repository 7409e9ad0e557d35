import "@tensorflow/tfjs-backend-cpu";
import { layers } from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { readPlace, writePlace } from "../../../src/scenes/inside/chosen-address";
import { readDamage, writeDamage } from "../../../src/scenes/inside/damage-address";
import { placeIn } from "../../../src/scenes/inside/math/layout";
import { readSteps } from "../../../src/scenes/inside/steps";
import { chain } from "./models";

const steps = readSteps(chain([4, 4, 1], layers.conv2d({ filters: 3, kernelSize: 2 }), layers.flatten(), layers.dense({ units: 2 })), [4, 4, 1]);

describe("a picture without an axis for channels", () => {
  it("is shown in rows and columns, and its numbers keep their places", () => {
    const [input, flat] = readSteps(chain([5, 4], layers.flatten()), [5, 4]);
    expect(input.display).toEqual({ rows: 5, columns: 4, channels: 1 });
    expect(placeIn(input.layout, input.display, { row: 3, column: 2, channel: 0 })).toEqual({ row: 0, column: 3, channel: 2 });
    expect(flat.display).toEqual(flat.layout);
  });
});

describe("the address", () => {
  it("keeps a chosen number, and takes none that is not there", () => {
    const place = { step: 1, cell: { row: 2, column: 0, channel: 2 } };
    expect(readPlace(writePlace(place), { steps })).toEqual(place);
    for (const text of ["", "1.3.0.0", "1.0.3.0", "1.0.0.3", "0.0.0.0", "9.0.0.0", "1.0.0", "1.-1.0.0", "x"]) {
      expect(readPlace(text, { steps }), text).toBeNull();
    }
  });

  it("keeps damage, and takes none that cannot be done", () => {
    const damage = { noise: 0.5, bits: 3, dropped: [{ step: 1, channel: 2 }, { step: 2, channel: null }] };
    expect(writeDamage(damage)).toBe("0.5_3_1-2_2-all");
    expect(readDamage(writeDamage(damage), steps)).toEqual(damage);
    expect(writeDamage({ noise: 0, bits: 32, dropped: [] })).toBeNull();
    for (const text of [null, "", "_8", "0.51_8", "0_33", "0_8_0-all", "0_8_3-1", "0_8_1-3", "0_8_1-x", "0_8_7-0"]) {
      expect(readDamage(text, steps), String(text)).toBeNull();
    }
  });
});
