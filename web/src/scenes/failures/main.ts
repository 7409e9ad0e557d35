/** failures.js: not built yet. */

import { registerScene } from "../../page/scene";

registerScene("failures", () => undefined);
