/** Stands in for tfjs-core's engine.ts inside graph.js: the engine that page.js runs. */

import type { SharedCore } from "../model/shared-core";

/** The one engine. */
export const ENGINE = (globalThis as unknown as { kerasdigitsCore: SharedCore }).kerasdigitsCore.engine();
