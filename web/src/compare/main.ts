/** compare.js: all models of the page in a table. */

import { registerCompare } from "../page/compare";
import { startTable } from "./view";

registerCompare(startTable);
