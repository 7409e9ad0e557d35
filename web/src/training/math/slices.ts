/** Run a training in slices of time, so that whoever shares the thread is heard in between. */

import type { Progress, Task } from "./training";
import { Training } from "./training";

/** What the thread that runs a training lends it: a clock in milliseconds, and a pause that lets others work. */
export interface Thread {
  now(): number;
  pause(): Promise<void>;
  /** So many milliseconds go by between two reports. */
  slice: number;
}

/** A training under way. */
export interface Running {
  stop(): void;
  /** Resolves with the variables that it ended with. */
  ended: Promise<Float32Array[]>;
}

/** Start a training; `report` hears of it after each slice, and once at the end. */
export function runInSlices(task: Task, thread: Thread, report: (progress: Progress) => void): Running {
  let stopped = false;
  const work = async (): Promise<Float32Array[]> => {
    const training = new Training(task);
    const steps = training.run();
    let finished = false;
    while (!finished && !stopped) {
      const until = thread.now() + thread.slice;
      while (!finished && thread.now() < until) finished = Boolean(steps.next().done);
      if (!finished) report(training.progress);
      await thread.pause();
    }
    report(training.progress);
    return training.network.variables.map((variable) => Float32Array.from(variable));
  };
  return { stop: () => void (stopped = true), ended: work() };
}
