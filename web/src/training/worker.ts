/**
 * The other thread: trains and tells how it goes, and reads large files. build.mjs puts this file, bundled, as a text into dist/trainer.js,
 * because a page opened from disk starts no worker by the address of a script.
 */

import { inflate } from "./inflate";
import { NpzFault, readMnist } from "./math/npz";
import type { Samples } from "./math/samples";
import { type Running, runInSlices } from "./math/slices";
import type { Progress, Task } from "./math/training";

/** What the page says to the worker. Samples may come before, in pieces; the task's own inputs are empty then. */
export type Order =
  | { kind: "piece"; bytes: Uint8Array; from: number; size: number }
  | { kind: "start"; task: Task }
  | { kind: "stop" }
  | { kind: "file"; file: Blob; shape: number[] };
/** What the worker says to the page. */
export type News =
  | { kind: "ready" }
  | { kind: "progress"; progress: Progress }
  | { kind: "ended"; variables: Float32Array[] }
  | { kind: "samples"; samples: Samples }
  | { kind: "unreadable"; fault: NpzFault["fault"]; detail: string }
  | { kind: "failed"; reason: string };

/** Milliseconds between two reports: often enough to be watched, and the page has time for other things. */
const SLICE = 100;

interface Scope {
  onmessage: ((event: { data: Order }) => void) | null;
  postMessage(news: News, moved?: Transferable[]): void;
}

const scope = globalThis as unknown as Scope;
const thread = {
  now: () => performance.now(),
  pause: () => new Promise<void>((resolve) => setTimeout(resolve)),
  slice: SLICE,
};
let running: Running | null = null;
let received = new Uint8Array();

/** The samples with the inputs that came in pieces, as the numbers that they are. */
function withReceived(task: Task): Task {
  const { inputs } = task.samples;
  if (inputs.length > 0) return task;
  const whole = inputs instanceof Float32Array ? new Float32Array(received.buffer) : received;
  return { ...task, samples: { ...task.samples, inputs: whole } };
}

function start(task: Task): void {
  running = runInSlices(withReceived(task), thread, (progress) => scope.postMessage({ kind: "progress", progress }));
  running.ended.then(
    (variables) => scope.postMessage({ kind: "ended", variables }),
    (error: Error) => scope.postMessage({ kind: "failed", reason: error.message }),
  );
}

async function read(file: Blob, shape: number[]): Promise<void> {
  try {
    const samples = await readMnist(new Uint8Array(await file.arrayBuffer()), shape, inflate);
    scope.postMessage({ kind: "samples", samples }, [samples.inputs.buffer]);
  } catch (error) {
    if (error instanceof NpzFault) scope.postMessage({ kind: "unreadable", fault: error.fault, detail: error.detail });
    else scope.postMessage({ kind: "failed", reason: (error as Error).message });
  }
}

scope.onmessage = ({ data }) => {
  if (data.kind === "stop") running?.stop();
  if (data.kind === "start") start(data.task);
  if (data.kind === "file") void read(data.file, data.shape);
  if (data.kind === "piece") {
    if (received.length !== data.size) received = new Uint8Array(data.size);
    received.set(data.bytes, data.from);
  }
};
scope.postMessage({ kind: "ready" });
