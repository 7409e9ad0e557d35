/** What can be wrong with the other thread, in German. */

import type { MESSAGES as ENGLISH } from "../training/messages";

export const TRAINING: Record<keyof typeof ENGLISH, string> = {
  "training.silent": "der Worker antwortet nicht",
  "training.noStart": "der Worker startet nicht",
  "training.stopped": "der Worker ist stehen geblieben",
};
