/** Starts the worker that trains and reads files; its program is a text, because a page opened from disk starts none by an address. */

import { makeSay } from "../messages/say";
import { MESSAGES } from "./messages";
import type { News, Order } from "./worker";

const say = makeSay(MESSAGES);

const SCRIPT = "dist/trainer.js";
/** A worker that has not answered by then does not work here. */
const PATIENCE = 4000;

type Globals = { kerasdigitsTrainer?: string };

/** Runs one more classic script. */
export type LoadScript = (source: string) => Promise<void>;

/** The other thread. */
export interface Thread {
  tell(order: Order, moved?: Transferable[]): void;
  /** Call this for all that it says; `lost` when it stops without a word. */
  listen(heard: (news: News) => void, lost: (reason: Error) => void): void;
  end(): void;
}

async function begin(address: string): Promise<Worker> {
  const worker = new Worker(address);
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(say("training.silent"))), PATIENCE);
    worker.onerror = () => reject(new Error(say("training.noStart")));
    worker.onmessage = () => {
      clearTimeout(late);
      resolve();
    };
  });
  return worker;
}

/** Start it; resolves when it has answered, rejects where that cannot be. */
export async function openWorker(loadScript: LoadScript): Promise<Thread> {
  const globals = globalThis as unknown as Globals;
  if (!globals.kerasdigitsTrainer) await loadScript(SCRIPT);
  const source = new Blob([globals.kerasdigitsTrainer ?? ""], { type: "text/javascript" });
  const address = URL.createObjectURL(source);
  try {
    const worker = await begin(address);
    return {
      tell: (order, moved = []) => worker.postMessage(order, moved),
      listen: (heard, lost) => {
        worker.onmessage = ({ data }: { data: News }) => heard(data);
        worker.onerror = () => lost(new Error(say("training.stopped")));
      },
      end: () => worker.terminate(),
    };
  } finally {
    URL.revokeObjectURL(address);
  }
}
