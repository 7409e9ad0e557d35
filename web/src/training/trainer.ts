/** Trains in a worker; where there is none, on the page's own thread in short slices. */

import { type Running, runInSlices } from "./math/slices";
import type { Progress, Task } from "./math/training";
import { type LoadScript, openWorker, type Thread } from "./open-worker";

/** So many bytes go to the worker at once: the copy of a whole MNIST would hold the page up. */
const PIECE = 2 ** 20;
/** Long enough to get on, short enough for the next frame. */
const SLICE = 8;

/** A training under way, and where. */
export interface Started extends Running {
  place: "worker" | "page";
}

/** Hand a task over, its samples in pieces. */
async function handOver(task: Task, { tell }: Thread): Promise<void> {
  const { inputs } = task.samples;
  const bytes = new Uint8Array(inputs.buffer, inputs.byteOffset, inputs.byteLength);
  for (let from = 0; from < bytes.length; from += PIECE) {
    const piece = bytes.slice(from, from + PIECE);
    tell({ kind: "piece", bytes: piece, from, size: bytes.length }, [piece.buffer]);
    await new Promise((resolve) => setTimeout(resolve));
  }
  tell({ kind: "start", task: { ...task, samples: { ...task.samples, inputs: inputs.slice(0, 0) } } });
}

function runInWorker(worker: Thread, task: Task, report: (progress: Progress) => void): Started {
  let stopped = false;
  const ended = new Promise<Float32Array[]>((resolve, reject) => {
    worker.listen((news) => {
      if (news.kind === "progress") report(news.progress);
      if (news.kind === "ended") resolve(news.variables);
      if (news.kind === "failed") reject(new Error(news.reason));
    }, reject);
  }).finally(() => worker.end());
  const stop = (): void => {
    stopped = true;
    worker.tell({ kind: "stop" });
  };
  void handOver(task, worker).then(() => stopped && stop());
  return { place: "worker", stop, ended };
}

/** Start a training. */
export async function startTraining(
  task: Task,
  report: (progress: Progress) => void,
  loadScript: LoadScript,
): Promise<Started> {
  let worker: Thread;
  try {
    worker = await openWorker(loadScript);
  } catch {
    const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
    const running = runInSlices(task, { now: () => performance.now(), pause, slice: SLICE }, report);
    return { place: "page", ...running };
  }
  return runInWorker(worker, task, report);
}
