/** Trains in a worker; where there is none, on the page's own thread in short slices. */

import { type Running, runInSlices } from "./math/slices";
import type { Progress, Task } from "./math/training";
import type { News, Order } from "./worker";
import { makeSay } from "../../messages/say";
import { MESSAGES } from "./messages";

const say = makeSay(MESSAGES);

const SCRIPT = "dist/trainer.js";
/** A worker that has not answered by then does not work here. */
const PATIENCE = 4000;
/** So many bytes go to the worker at once: the copy of a whole MNIST would hold the page up. */
const PIECE = 2 ** 20;
/** Long enough to get on, short enough for the next frame. */
const SLICE = 8;

type Globals = { kerasdigitsTrainer?: string };

/** A training under way, and where. */
export interface Started extends Running {
  place: "worker" | "page";
}

/** Start a worker; resolves when it has answered, rejects where that cannot be. */
async function openWorker(loadScript: (source: string) => Promise<void>): Promise<Worker> {
  const globals = globalThis as unknown as Globals;
  if (!globals.kerasdigitsTrainer) await loadScript(SCRIPT);
  const source = new Blob([globals.kerasdigitsTrainer ?? ""], { type: "text/javascript" });
  const address = URL.createObjectURL(source);
  try {
    const worker = new Worker(address);
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(say("learned.reason.silent"))), PATIENCE);
      worker.onerror = () => reject(new Error(say("learned.reason.noStart")));
      worker.onmessage = () => {
        clearTimeout(late);
        resolve();
      };
    });
    return worker;
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Hand a task over, its samples in pieces. */
async function handOver(task: Task, tell: (order: Order, moved?: Transferable[]) => void): Promise<void> {
  const { inputs } = task.samples;
  const bytes = new Uint8Array(inputs.buffer, inputs.byteOffset, inputs.byteLength);
  for (let from = 0; from < bytes.length; from += PIECE) {
    const piece = bytes.slice(from, from + PIECE);
    tell({ kind: "piece", bytes: piece, from, size: bytes.length }, [piece.buffer]);
    await new Promise((resolve) => setTimeout(resolve));
  }
  tell({ kind: "start", task: { ...task, samples: { ...task.samples, inputs: inputs.slice(0, 0) } } });
}

function runInWorker(worker: Worker, task: Task, report: (progress: Progress) => void): Started {
  const tell = (order: Order, moved: Transferable[] = []): void => worker.postMessage(order, moved);
  let stopped = false;
  const ended = new Promise<Float32Array[]>((resolve, reject) => {
    worker.onmessage = ({ data }: { data: News }) => {
      if (data.kind === "progress") report(data.progress);
      if (data.kind === "ended") resolve(data.variables);
      if (data.kind === "failed") reject(new Error(data.reason));
    };
    worker.onerror = () => reject(new Error(say("learned.reason.stopped")));
  }).finally(() => worker.terminate());
  const stop = (): void => {
    stopped = true;
    tell({ kind: "stop" });
  };
  void handOver(task, tell).then(() => stopped && stop());
  return { place: "worker", stop, ended };
}

/** Start a training. */
export async function startTraining(
  task: Task,
  report: (progress: Progress) => void,
  loadScript: (source: string) => Promise<void>,
): Promise<Started> {
  let worker: Worker;
  try {
    worker = await openWorker(loadScript);
  } catch {
    const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
    const running = runInSlices(task, { now: () => performance.now(), pause, slice: SLICE }, report);
    return { place: "page", ...running };
  }
  return runInWorker(worker, task, report);
}
