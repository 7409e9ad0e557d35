/** The weights of a network at other times of its training, as `epochs.js` stores them: a byte a value. */

import { countValues } from "../../../model/shape";
import { makeSay } from "../../../messages/say";
import { MESSAGES } from "../messages";

const say = makeSay(MESSAGES);

/** `globalThis.kerasdigitsEpochs[NAME]`. */
export interface StoredSnapshots {
  weights: { name: string; shape: number[] }[];
  snapshots: { epoch: number; affine: [min: number, scale: number][]; data: string }[];
}

export interface Snapshot {
  epoch: number;
  /** The values of each weight by its name. */
  values: Map<string, Float32Array>;
}

/** Is this what a file of snapshots holds? It may come from anywhere. */
function isStored(stored: unknown): stored is StoredSnapshots {
  const { weights, snapshots } = (stored ?? {}) as Partial<StoredSnapshots>;
  return (
    Array.isArray(weights) &&
    weights.every(({ name, shape }) => typeof name === "string" && Array.isArray(shape)) &&
    Array.isArray(snapshots) &&
    snapshots.every(({ epoch, affine, data }) => epoch >= 0 && Array.isArray(affine) && typeof data === "string")
  );
}

/** Read a file of snapshots; throws where it does not hold what it says. */
export function readSnapshots(stored: unknown, decode: (text: string) => Uint8Array): Snapshot[] {
  if (!isStored(stored)) throw new Error(say("learned.reason.noEpochs"));
  const sizes = stored.weights.map(({ shape }) => countValues(shape));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return stored.snapshots.map(({ epoch, affine, data }) => {
    const bytes = decode(data);
    if (bytes.length !== total || affine.length !== sizes.length) {
      throw new Error(say("learned.reason.length", { epoch, count: bytes.length, total }));
    }
    let from = 0;
    const values = stored.weights.map(({ name }, k): [string, Float32Array] => {
      const [min, scale] = affine[k];
      const part = bytes.subarray(from, (from += sizes[k]));
      return [name, Float32Array.from(part, (byte) => byte * scale + min)];
    });
    return { epoch, values: new Map(values) };
  });
}
