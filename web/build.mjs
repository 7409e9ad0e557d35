/**
 * Build web/dist/: `npm run build`.
 *
 *     ahead.js            runs first: asks for the model that answers first, and for another language
 *     german.js           the page in German
 *     page.js, page.css   the page: a classic script, because a module does not load from file://
 *     engine.js           TensorFlow.js, loaded once the page has answered
 *     graph.js            what only graph models need, loaded with the first of them
 *     wasm.js             TensorFlow.js's WebAssembly backend with its binary, loaded in the background
 *     webgl.js            TensorFlow.js's WebGL backend, loaded when somebody asks for it
 *     offline.js          the service worker of sites that `kerasdigits site` makes
 *     webgpu.js           a TensorFlow.js of its own, which proves a model on WebGPU when somebody asks for it
 *     inside.js, inside.css, learned.js, ...
 *                         the scenes below the first screen, each loaded when it comes near
 *     trainer.js          the worker that trains, as a text
 *     tour.js, tour.css   the guided tour, loaded when somebody asks for it
 *     table.js, table.css
 *                         the fields of a model of a table, loaded with the first one
 *     compare.js          all models side by side, loaded when somebody asks for it
 *     check.cjs           the exporter's check, for Node; takes the WebAssembly out of wasm.js
 *     check.html, check.js, check-webgpu.js
 *                         the same in a browser
 *     packages.json, *.LEGAL.txt
 *                         which packages each script has code of, and their licences (see licences.mjs)
 */

import { build } from "esbuild";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { writeLicences } from "./licences.mjs";

const shared = {
  bundle: true,
  minify: true,
  legalComments: "linked",
  logLevel: "warning",
  mainFields: ["browser", "module", "main"],
  metafile: true,
  target: "es2022",
};

/**
 * The cpu kernels that no layer of tf.layers reaches, forwards or backwards: text, ragged and sparse tensors, spectra,
 * object detection, and the like. Without them engine.js is 11 kB smaller as it travels (gzip). check.cjs has all, but
 * puts these aside while it checks a layers model: so every export, and the exporter's tests of every layer, would
 * find one missing.
 */
const NOT_FOR_LAYERS = new Set(JSON.parse(await readFile(new URL("src/graph/not-for-layers.json", import.meta.url), "utf8")));

/** Keep the imports and registrations of some kernels in the cpu backend's list. */
const cpuKernels = (isKept) => ({
  name: "cpu-kernels",
  setup({ onLoad }) {
    onLoad({ filter: /tfjs-backend-cpu[\\/]dist[\\/]register_all_kernels\.js$/ }, async ({ path }) => {
      let contents = await readFile(path, "utf8");
      const imports = /import \{ (\w+) \} from '\.\/kernels\/(\w+)';\n/g;
      for (const [line, config, kernel] of [...contents.matchAll(imports)]) {
        if (isKept(kernel)) continue;
        contents = contents.replace(line, "").replace(new RegExp(`^ *${config},?\n`, "m"), "");
      }
      return { contents };
    });
  },
});

/**
 * engine.js gives TensorFlow.js models from memory only, so the core's ways to load and save by http, IndexedDB, local
 * storage and files stay out; so does the hash of strings, with its 64-bit integers, that one kernel of graph.js uses.
 */
const withoutStorage = {
  name: "without-storage",
  setup({ onLoad }) {
    onLoad({ filter: /tfjs-core[\\/]dist[\\/]io[\\/]io\.js$/ }, () => ({
      contents: `export { concatenateArrayBuffers, decodeWeights } from "./io_utils";
        export { fromMemory } from "./passthrough";`,
    }));
    onLoad({ filter: /tfjs-core[\\/]dist[\\/]hash_util\.js$/ }, () => ({ contents: "export {};" }));
  },
};

/** The page needs the numbers of the photo recipe; their reasons are for whoever reads the file. */
const withoutReasons = {
  name: "without-reasons",
  setup({ onLoad }) {
    onLoad({ filter: /photo_recipe\.json$/ }, async ({ path }) => {
      const entries = Object.entries(JSON.parse(await readFile(path, "utf8")));
      const values = entries.map(([name, { value }]) => [name, { value }]);
      return { contents: JSON.stringify(Object.fromEntries(values)), loader: "json" };
    });
  },
};

/** The WebAssembly backend with a loader of ours that has its binary, without the build that uses threads. */
const wasmParts = (factory) => ({
  name: "wasm-parts",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\.\/wasm-out\/tfjs-backend-wasm\.js$/ }, () => ({
      path: fileURLToPath(new URL(`src/${factory}.ts`, import.meta.url)),
    }));
    // It needs headers that neither file:// nor a simple server sends.
    onResolve({ filter: /threaded-simd/ }, ({ path }) => ({ path, namespace: "absent" }));
    onLoad({ filter: /.*/, namespace: "absent" }, () => ({
      contents: "export default null; export const wasmWorkerContents = '';",
    }));
  },
});

/** A script that shares engine.js's core: in the place of TensorFlow.js's it gets `core.ts` of this room. */
const coreOf = (room) => ({
  name: `${room}-core`,
  setup({ onResolve }) {
    onResolve({ filter: /^@tensorflow\/tfjs-core$/ }, () => ({
      path: fileURLToPath(new URL(`src/${room}/core.ts`, import.meta.url)),
    }));
  },
});

const page = {
  ...shared,
  entryPoints: ["src/page/main.ts", "src/page/page.css"],
  entryNames: "page",
  outdir: "dist",
  platform: "browser",
  format: "iife",
  plugins: [withoutReasons],
};

const engine = {
  ...shared,
  entryPoints: { engine: "src/engine/main.ts" },
  outdir: "dist",
  platform: "browser",
  format: "iife",
  plugins: [cpuKernels((kernel) => !NOT_FOR_LAYERS.has(kernel)), withoutStorage],
};

/** graph.js shares engine.js's engine, flags and tensors (see src/graph/). */
const graphParts = {
  name: "graph-parts",
  setup({ onResolve }) {
    const source = (name) => fileURLToPath(new URL(`src/graph/${name}.ts`, import.meta.url));
    onResolve({ filter: /^@tensorflow\/tfjs-core$/ }, () => ({ path: source("core") }));
    onResolve({ filter: /\/(engine|environment|tensor)$/ }, ({ path, resolveDir }) => {
      const [, name] = resolve(resolveDir, path).match(/tfjs-core[\\/]dist[\\/](\w+)$/) ?? [];
      if (name) return { path: source(name) };
    });
  },
};

const graph = {
  ...shared,
  entryPoints: { graph: "src/graph/main.ts" },
  outdir: "dist",
  platform: "browser",
  format: "iife",
  plugins: [cpuKernels((kernel) => NOT_FOR_LAYERS.has(kernel)), graphParts],
};

const wasm = {
  ...shared,
  entryPoints: { wasm: "src/wasm/main.ts" },
  outdir: "dist",
  platform: "browser",
  format: "iife",
  loader: { ".wasm": "binary" },
  plugins: [coreOf("wasm"), wasmParts("wasm/factory")],
};

const graphics = {
  ...shared,
  entryPoints: { webgl: "src/graphics/webgl.ts" },
  outdir: "dist",
  platform: "browser",
  format: "iife",
  plugins: [coreOf("graphics"), graphParts],
};

/** TensorFlow.js keeps its engine and kernels in the global object; webgpu.js has some of its own. */
const engineApart = {
  name: "engine-apart",
  setup({ onLoad }) {
    onLoad({ filter: /tfjs-core[\\/]dist[\\/]global_util\.js$/ }, async ({ path }) => {
      const contents = await readFile(path, "utf8");
      const apart = contents.replace("globalNameSpace = ns;", "globalNameSpace = {};");
      if (apart === contents) throw new Error("TensorFlow.js keeps its engine elsewhere now");
      return { contents: apart };
    });
  },
};

const offline = {
  ...shared,
  entryPoints: { offline: "src/offline/worker.ts" },
  outdir: "dist",
  platform: "browser",
  format: "iife",
};

const webgpu = {
  ...shared,
  entryPoints: { webgpu: "src/webgpu/main.ts" },
  outdir: "dist",
  platform: "browser",
  format: "iife",
  plugins: [engineApart],
};

/**
 * A scene shares engine.js's core, as graph.js does. Whatever it imports of TensorFlow.js's core is listed in
 * src/scenes/core.ts.
 */
const scenes = ["inside", "learned", "landscape", "failures"].map((name) => ({
  ...shared,
  entryPoints: [`src/scenes/${name}/main.ts`, `src/scenes/${name}/${name}.css`],
  entryNames: name,
  outdir: "dist",
  platform: "browser",
  format: "iife",
  plugins: [coreOf("scenes"), graphParts],
}));

/** The worker of the scene "learned", as a text: from disk a page starts a worker only from a blob. */
async function buildTrainer() {
  const built = await build({
    ...shared,
    entryPoints: ["src/training/worker.ts"],
    legalComments: "none", // all of it is ours
    outfile: "dist/trainer.js",
    write: false,
    platform: "browser",
    format: "iife",
  });
  await writeFile("dist/trainer.js", `globalThis.kerasdigitsTrainer = ${JSON.stringify(built.outputFiles[0].text)};\n`);
  return built;
}

const tour = {
  ...shared,
  entryPoints: ["src/tour/main.ts", "src/tour/tour.css"],
  entryNames: "tour",
  outdir: "dist",
  platform: "browser",
  format: "iife",
};

const firstScripts = {
  ...shared,
  entryPoints: { ahead: "src/ahead/main.ts", german: "src/german/main.ts" },
  outdir: "dist",
  platform: "browser",
  format: "iife",
};

const table = {
  ...tour,
  entryPoints: ["src/table/main.ts", "src/table/table.css"],
  entryNames: "table",
};

const compare = { ...tour, entryPoints: ["src/compare/main.ts"], entryNames: "compare" };

const check = {
  ...shared,
  entryPoints: ["src/node/check.ts"],
  outfile: "dist/check.cjs",
  platform: "node",
  format: "cjs",
  target: "node20",
  mainFields: ["module", "main"],
  plugins: [wasmParts("node/wasm-factory")],
};

const browserCheck = {
  ...shared,
  entryPoints: { check: "src/browser-check/main.ts" },
  outdir: "dist",
  platform: "browser",
  format: "iife",
};

/** check-webgpu.js uses the whole core of check.js, which is on globalThis. */
const checkCore = {
  name: "check-core",
  setup({ onResolve, onLoad }) {
    const names = Object.keys(createRequire(import.meta.url)("@tensorflow/tfjs-core"));
    onResolve({ filter: /^@tensorflow\/tfjs-core$/ }, ({ path }) => ({ path, namespace: "check-core" }));
    onLoad({ filter: /.*/, namespace: "check-core" }, () => ({
      contents: `export const { ${names.join(", ")} } = globalThis.kerasdigitsCore;`,
    }));
  },
};

const webgpuCheck = {
  ...browserCheck,
  entryPoints: { "check-webgpu": "src/browser-check/webgpu.ts" },
  plugins: [checkCore],
};

// What no build writes any more would go into the wheel.
await rm("dist", { recursive: true, force: true });
await mkdir("dist");
try {
  const all = [firstScripts, page, engine, graph, wasm, graphics, webgpu, offline, ...scenes, tour, table, compare, check, browserCheck, webgpuCheck];
  const results = await Promise.all(all.map((options) => build(options)));
  results.push(await buildTrainer());
  await writeLicences(results);
  await copyFile("src/browser-check/check.html", "dist/check.html");
} catch {
  // esbuild has said what is wrong.
  process.exitCode = 1;
}
