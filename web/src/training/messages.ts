/** What can be wrong with the other thread. */
export const MESSAGES = {
  "training.silent": "the worker does not answer",
  "training.noStart": "the worker does not start",
  "training.stopped": "the worker stopped",
};
