/** landscape.js: not built yet. */

import { registerScene } from "../../page/scene";

registerScene("landscape", () => undefined);
