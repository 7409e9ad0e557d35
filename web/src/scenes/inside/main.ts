/** inside.js: not built yet. */

import { registerScene } from "../../page/scene";

registerScene("inside", () => undefined);
