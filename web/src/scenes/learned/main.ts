/** learned.js: not built yet. */

import { registerScene } from "../../page/scene";

registerScene("learned", () => undefined);
