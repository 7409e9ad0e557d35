/** The house stands as its tree says: rooms import downwards, and nothing imports in a circle. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const SOURCE = fileURLToPath(new URL("../src", import.meta.url));

const SCENE = ["ink", "model", "messages", "teaching", "page/companions", "page/frames", "page/scene", "page/state", "page/views/element"];

/** What the files of a room may import besides their own room: whole rooms, or single files. */
const MAY_USE: Record<string, string[]> = {
  // The constants of a photo's ink, shared with Python.
  ink: ["../../kerasdigits/data/photo_recipe.json"],
  // Of ink, a model knows only the recipe that it names; what is wrong with one, it says in the page's language.
  model: ["ink/recipe", "messages"],
  // The few layers that the first answer takes.
  forward: ["model"],
  page: ["ahead/asked", "ink", "model", "forward", "messages"],
  engine: ["model"],
  messages: [],
  // It knows the keys of all rooms, as types, so that the compiler finds what is not translated.
  german: [
    ...["messages", "model/messages", "page/messages", "compare/messages", "page/shell-messages"],
    ...["page/views/foot-messages", "table/messages", "teaching/messages", "tour/messages", "training/messages"],
    ...["inside", "learned", "landscape", "failures"].map((scene) => `scenes/${scene}/messages`),
  ],
  ahead: ["model/metadata"],
  // A network that learns, in plain numbers, and the worker that it learns in: two scenes train.
  training: ["messages", "model"],
  teaching: ["messages", "page/views/element"],
  // A scene sees the page through its state; scenes do not know each other.
  "scenes/core": ["graph/core"],
  "scenes/inside": SCENE,
  "scenes/learned": [...SCENE, "training"],
  "scenes/landscape": SCENE,
  // It has a pad of its own, and shows samples as the page shows what the model sees.
  "scenes/failures": [...SCENE, "training", "page/views/drawing", "page/views/keyboard-pen", "page/views/model-view"],
  // The tour presses the page's own controls; it knows scenes by what stands on the screen.
  tour: ["ink", "messages", "page/scene", "page/state", "page/tour", "page/views/element"],
  // The page hands it all that it does with models.
  compare: ["messages", "model", "page/compare", "page/frames", "page/state", "page/views/element"],
  table: ["messages", "model/metadata", "model/model", "page/state", "page/table", "page/views/element"],
  // Why a backend does not start is said by them, in the page's language.
  wasm: ["messages", "model/messages", "model/shared-core"],
  graph: ["model", "wasm/core"],
  graphics: ["graph/core", "messages", "model/messages"],
  webgpu: ["messages", "model"],
  offline: [],
  node: ["model", "graph/not-for-layers.json", "wasm/start"],
  "browser-check": ["model", "page/scripts"],
};

type Graph = Map<string, string[]>;

const IMPORT = /(?:^|\n)(?:import|export)\b[^;]*?"([^"]+)"|\bimport\("([^"]+)"\)/g;

function readSource(file: string): string {
  return readFileSync(join(SOURCE, `${file}.ts`), "utf8");
}

/** The files of the source that a file imports, types included; "ink/strokes" for ink/strokes.ts. */
function readImports(file: string): string[] {
  const specifiers = [...readSource(file).matchAll(IMPORT)].map(([, a, b]) => a ?? b);
  const own = specifiers.filter((specifier) => specifier.startsWith("."));
  return own.map((specifier) => normalize(join(dirname(file), specifier)));
}

function readGraph(): Graph {
  const paths = readdirSync(SOURCE, { recursive: true, encoding: "utf8" });
  const files = paths.filter((path) => path.endsWith(".ts")).map((path) => path.replace(/\.ts$/, ""));
  return new Map(files.map((file) => [file, readImports(file)]));
}

/** The first way from a file back to itself; null when there is none. */
function findCircle(graph: Graph): string[] | null {
  const done = new Set<string>();
  const walk = (file: string, path: string[]): string[] | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return null;
    for (const next of graph.get(file) ?? []) {
      const circle = walk(next, [...path, file]);
      if (circle) return circle;
    }
    done.add(file);
    return null;
  };
  for (const file of graph.keys()) {
    const circle = walk(file, []);
    if (circle) return circle;
  }
  return null;
}

/** The first folder of a file's path; below scenes/ each scene is a room of its own. */
function roomOf(file: string): string {
  const [room, inner] = file.split("/");
  return room === "scenes" ? `${room}/${inner}` : room;
}

/** The imports that leave a room for one that it may not use. */
function findTrespasses(graph: Graph): string[] {
  return [...graph].flatMap(([file, imports]) => {
    const allowed = [roomOf(file), ...(MAY_USE[roomOf(file)] ?? [])];
    const wrong = imports.filter((target) => !allowed.includes(target) && !allowed.includes(roomOf(target)));
    return wrong.map((target) => `${file} imports ${target}`);
  });
}

const graph = readGraph();

describe("the source", () => {
  it("has only the rooms that are listed here, and every import leads to a file", () => {
    expect([...new Set([...graph.keys()].map(roomOf))].sort()).toEqual(Object.keys(MAY_USE).sort());
    const targets = [...graph.values()].flat();
    expect(targets.length).toBeGreaterThan(150);
    expect(targets.filter((target) => !graph.has(target) && !existsSync(join(SOURCE, target)))).toEqual([]);
  });

  it("has no circle of imports", () => expect(findCircle(graph)).toBeNull());

  it("names no canvas in its models: TensorFlow.js brings these types along, so the compiler would let them pass", () => {
    const files = [...graph.keys()].filter((file) => roomOf(file) === "model");
    const named = files.filter((file) => /\b(HTML\w+Element|OffscreenCanvas|Navigator)\b/.test(readSource(file)));
    expect(files.length).toBeGreaterThan(10);
    expect(named).toEqual([]);
  });

  it("keeps ink from models, and both from the page", () => expect(findTrespasses(graph)).toEqual([]));
});

describe("these rules", () => {
  it("find a circle of any length, and none where two ways meet", () => {
    const circle = new Map([["a", ["b"]], ["b", ["c", "d"]], ["c", []], ["d", ["b"]]]);
    expect(findCircle(circle)).toEqual(["b", "d", "b"]);
    expect(findCircle(new Map([["a", ["b", "c"]], ["b", ["d"]], ["c", ["d"]], ["d", []]]))).toBeNull();
  });

  it("find who goes up", () => {
    expect(findTrespasses(new Map([["ink/x", ["ink/y", "model/z"]], ["model/z", ["ink/recipe", "page/w"]]]))).toEqual([
      "ink/x imports model/z",
      "model/z imports page/w",
    ]);
  });
});
