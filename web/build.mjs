/**
 * Build web/dist/: `npm run build`.
 *
 *     page.js, page.css   the page: a classic script, because a module does not load from file://
 *     wasm.js             TensorFlow.js's WebAssembly backend with its binary, loaded in the background
 *     check.cjs           the exporter's check, for Node
 */

import { build } from "esbuild";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const shared = {
  bundle: true,
  minify: true,
  legalComments: "linked",
  logLevel: "warning",
  mainFields: ["browser", "module", "main"],
  target: "es2022",
};

/** wasm.js shares page.js's core, and has its WebAssembly binary in hand (see src/wasm/). */
const wasmParts = {
  name: "wasm-parts",
  setup({ onResolve, onLoad }) {
    const source = (name) => fileURLToPath(new URL(`src/wasm/${name}`, import.meta.url));
    onResolve({ filter: /^@tensorflow\/tfjs-core$/ }, () => ({ path: source("core.ts") }));
    onResolve({ filter: /^\.\.\/wasm-out\/tfjs-backend-wasm\.js$/ }, () => ({
      path: source("factory.ts"),
    }));
    // The threaded build needs headers that neither file:// nor a simple server sends.
    onResolve({ filter: /threaded-simd/ }, ({ path }) => ({ path, namespace: "absent" }));
    onLoad({ filter: /.*/, namespace: "absent" }, () => ({
      contents: "export default null; export const wasmWorkerContents = '';",
    }));
  },
};

const page = {
  ...shared,
  entryPoints: ["src/main.ts", "src/page.css"],
  entryNames: "page",
  outdir: "dist",
  platform: "browser",
  format: "iife",
};

const wasm = {
  ...shared,
  entryPoints: { wasm: "src/wasm/main.ts" },
  outdir: "dist",
  platform: "browser",
  format: "iife",
  loader: { ".wasm": "binary" },
  plugins: [wasmParts],
};

const check = {
  ...shared,
  entryPoints: ["src/node/check.ts"],
  outfile: "dist/check.cjs",
  platform: "node",
  format: "cjs",
  target: "node20",
  mainFields: ["module", "main"],
};

await mkdir("dist", { recursive: true });
try {
  await Promise.all([page, wasm, check].map((options) => build(options)));
} catch {
  // esbuild has said what is wrong.
  process.exitCode = 1;
}
