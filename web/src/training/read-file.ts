/** Reads a file of MNIST: in the worker, or where there is none on the page's own thread. */

import { inflate } from "./inflate";
import { NpzFault, readMnist } from "./math/npz";
import type { Samples } from "./math/samples";
import { type LoadScript, openWorker, type Thread } from "./open-worker";

function readInWorker(worker: Thread, file: Blob, shape: number[]): Promise<Samples> {
  return new Promise<Samples>((resolve, reject) => {
    worker.listen((news) => {
      if (news.kind === "samples") resolve(news.samples);
      if (news.kind === "unreadable") reject(new NpzFault(news.fault, news.detail));
      if (news.kind === "failed") reject(new Error(news.reason));
    }, reject);
    worker.tell({ kind: "file", file, shape });
  }).finally(() => worker.end());
}

/** Read a file that somebody chose; rejects with an `NpzFault`. */
export async function readFile(file: Blob, shape: number[], loadScript: LoadScript): Promise<Samples> {
  let worker: Thread;
  try {
    worker = await openWorker(loadScript);
  } catch {
    return readMnist(new Uint8Array(await file.arrayBuffer()), shape, inflate);
  }
  return readInWorker(worker, file, shape);
}
