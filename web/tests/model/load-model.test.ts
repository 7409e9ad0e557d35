import { expect, it, vi } from "vitest";
import type { Metadata, ModelBundle } from "../../src/model/metadata";
import { loadModel } from "../../src/model/model";
import { Problem } from "../../src/model/problem";

/** A model without weights, described by so much. */
function bundle(metadata: Partial<Metadata>): ModelBundle {
  const userDefinedMetadata = { kerasdigits: metadata as Metadata };
  return { json: { modelTopology: {}, weightsManifest: [], userDefinedMetadata }, weights: "" };
}

it("says of a model of a later version that it is one, before anything is made of it", async () => {
  const makeNetwork = vi.fn();
  const refused = loadModel("m", bundle({ version: 2 }), makeNetwork);
  await expect(refused).rejects.toThrow(/"m" cannot be loaded\. A later kerasdigits .* version 2, and this page reads 1/);
  await expect(refused).rejects.toBeInstanceOf(Problem);
  expect(makeNetwork).not.toHaveBeenCalled();
});

it("goes on with one of its own version, and with one that states none", async () => {
  for (const metadata of [{ version: 1 }, {}]) {
    const makeNetwork = vi.fn().mockRejectedValue(new Error("far enough"));
    await expect(loadModel("m", bundle(metadata), makeNetwork)).rejects.toThrow("far enough");
  }
});
