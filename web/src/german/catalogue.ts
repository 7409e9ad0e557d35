/** All of the page in German, by the keys of the rooms' catalogues. */

import { FAILURES } from "./failures";
import { FOOT, OTHERS } from "./foot";
import { INSIDE } from "./inside";
import { LANDSCAPE } from "./landscape";
import { LEARNED } from "./learned";
import { MODEL } from "./model";
import { PAGE } from "./page";
import { SHELL } from "./shell";
import { TABLE, TEACHING, TOUR } from "./teaching";
import { TRAINING } from "./training";

export const GERMAN: Record<string, string> = {
  ...SHELL,
  ...PAGE,
  ...FOOT,
  ...OTHERS,
  ...MODEL,
  ...TEACHING,
  ...TABLE,
  ...TOUR,
  ...TRAINING,
  ...INSIDE,
  ...LEARNED,
  ...LANDSCAPE,
  ...FAILURES,
};
