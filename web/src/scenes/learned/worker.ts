/**
 * The other thread: trains, and tells how it goes. build.mjs puts this file, bundled, as a text into dist/trainer.js,
 * because a page opened from disk starts no worker by the address of a script.
 */

import { type Running, runInSlices } from "./math/slices";
import type { Progress, Task } from "./math/training";

/** What the page says to the worker. */
export type Order = { kind: "start"; task: Task } | { kind: "stop" };
/** What the worker says to the page. */
export type News =
  | { kind: "ready" }
  | { kind: "progress"; progress: Progress }
  | { kind: "ended"; variables: Float32Array[] }
  | { kind: "failed"; reason: string };

const SLICE = 60;

interface Scope {
  onmessage: ((event: { data: Order }) => void) | null;
  postMessage(news: News): void;
}

const scope = globalThis as unknown as Scope;
const thread = {
  now: () => performance.now(),
  pause: () => new Promise<void>((resolve) => setTimeout(resolve)),
  slice: SLICE,
};
let running: Running | null = null;

scope.onmessage = ({ data }) => {
  if (data.kind === "stop") {
    running?.stop();
    return;
  }
  running = runInSlices(data.task, thread, (progress) => scope.postMessage({ kind: "progress", progress }));
  running.ended.then(
    (variables) => scope.postMessage({ kind: "ended", variables }),
    (error: Error) => scope.postMessage({ kind: "failed", reason: error.message }),
  );
};
scope.postMessage({ kind: "ready" });
