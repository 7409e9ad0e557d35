import { deflateRawSync, inflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { NpzFault, readMnist } from "../../../src/training/math/npz";
import { readSnapshots } from "../../../src/scenes/learned/math/snapshots";

type Arrays = Record<string, Uint8Array>;

function npy(shape: number[], values: number[], descr = "|u1"): Uint8Array {
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.join(", ")}${shape.length === 1 ? "," : ""}), }`;
  const header = text.padEnd(117) + "\n";
  return Uint8Array.from([0x93, ...Buffer.from("NUMPY"), 1, 0, header.length, 0, ...Buffer.from(header), ...values]);
}

/** A zip as NumPy writes it; only what readers need is filled in. */
function zip(files: Arrays, method: 0 | 8): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, bytes] of Object.entries(files)) {
    const packed = method === 8 ? deflateRawSync(bytes) : Buffer.from(bytes);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    local.writeUInt16LE(4, 28); // an extra field, which only the local header has
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(bytes.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(at, 42);
    parts.push(local, Buffer.from(name), Buffer.alloc(4), packed);
    directory.push(entry, Buffer.from(name));
    at += 34 + name.length + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(at, 16);
  return new Uint8Array(Buffer.concat([...parts, ...directory, end]));
}

const inflate = (bytes: Uint8Array, size: number): Promise<Uint8Array> =>
  Promise.resolve(new Uint8Array(inflateRawSync(bytes, { maxOutputLength: size })));

const MNIST: Arrays = {
  "x_test.npy": npy([1, 2, 2], [9, 8, 7, 6]),
  "x_train.npy": npy([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 255]),
  "y_train.npy": npy([2], [3, 1]),
  "y_test.npy": npy([1], [7]),
};

async function faultOf(bytes: Uint8Array, shape = [2, 2, 1]): Promise<string> {
  const error = await readMnist(bytes, shape, inflate).then(() => null, (e: unknown) => e);
  expect(error).toBeInstanceOf(NpzFault);
  return (error as NpzFault).fault;
}

describe("mnist.npz", () => {
  it.each([0, 8] as const)("is read, by method %d of zip", async (method) => {
    const samples = await readMnist(zip(MNIST, method), [2, 2, 1], inflate);
    expect(samples).toMatchObject({ train: 2, test: 1, min: 0, scale: 1 / 255 });
    expect([...samples.inputs]).toEqual([1, 2, 3, 4, 5, 6, 7, 255, 9, 8, 7, 6]);
    expect([...samples.labels]).toEqual([3, 1, 7]);
  });

  it("is refused with a reason when it is something else", async () => {
    const good = zip(MNIST, 8);
    expect(await faultOf(Uint8Array.from(Buffer.from("not a zip file at all, but long enough")))).toBe("notZip");
    expect(await faultOf(new Uint8Array())).toBe("notZip");
    expect(await faultOf(good, [3, 2])).toBe("shapes");
    expect(await faultOf(zip({ ...MNIST, "y_test.npy": npy([2], [7, 7]) }, 0))).toBe("shapes");
    expect(await faultOf(zip({ ...MNIST, "x_test.npy": npy([1, 2, 2], [9, 8, 7]) }, 0))).toBe("damaged");
    expect(await faultOf(zip({ ...MNIST, "x_test.npy": npy([1, 2, 2], [9, 8, 7, 6], "<f4") }, 0))).toBe("dtype");
    const { "y_train.npy": _, ...rest } = MNIST;
    expect(await faultOf(zip(rest, 0))).toBe("missing");
    const cut = good.slice();
    cut.fill(0, 60, 90);
    expect(await faultOf(cut)).toBe("damaged");
  });
});

describe("snapshots", () => {
  const decode = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "base64"));
  const stored = {
    weights: [{ name: "a/kernel", shape: [2, 1] }, { name: "a/bias", shape: [1] }],
    snapshots: [{ epoch: 3, affine: [[-1, 0.5], [2, 1]], data: Buffer.from([0, 4, 7]).toString("base64") }],
  };

  it("are the numbers that their bytes stand for", () => {
    const [{ epoch, values }] = readSnapshots(stored, decode);
    expect(epoch).toBe(3);
    expect([...values].map(([name, numbers]) => [name, [...numbers]])).toEqual([["a/kernel", [-1, 1]], ["a/bias", [9]]]);
  });

  it.each([null, {}, { ...stored, weights: 3 }, { ...stored, weights: [{ name: "a/kernel", shape: [9] }] }])(
    "are refused when they are damaged (%#)",
    (damaged) => expect(() => readSnapshots(damaged, decode)).toThrow(),
  );
});
