/** Build web/dist/: `npm run build`. */

import { build } from "esbuild";
import { mkdir } from "node:fs/promises";

const shared = {
  bundle: true,
  minify: true,
  legalComments: "linked",
  logLevel: "warning",
  mainFields: ["module", "main"],
  target: "es2022",
};

/** The exporter's check: one file that needs nothing but Node. */
const check = {
  ...shared,
  entryPoints: ["src/node/check.ts"],
  outfile: "dist/check.cjs",
  platform: "node",
  format: "cjs",
  target: "node20",
};

await mkdir("dist", { recursive: true });
await Promise.all([check].map((options) => build(options)));
