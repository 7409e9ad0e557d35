/** Node frees the buffers of files when it next happens to collect garbage: hundreds of megabytes, for large models. */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Free what nothing refers to, now. */
export function collectGarbage(): void {
  collect();
}
