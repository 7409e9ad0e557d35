/** Stands in for tfjs-core's environment.ts inside graph.js: page.js's flags. */

import type { SharedCore } from "../model/shared-core";

export const { env } = (globalThis as unknown as { kerasdigitsCore: SharedCore }).kerasdigitsCore;
