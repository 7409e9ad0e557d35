/** webgl.js: TensorFlow.js's WebGL backend, loaded when somebody asks for it; it shares engine.js's engine (core.ts). */

import "@tensorflow/tfjs-backend-webgl";
import { env } from "@tensorflow/tfjs-core";
import { makeSay } from "../messages/say";
import { BACKEND } from "../model/messages";

const say = makeSay(BACKEND);

async function prepare(): Promise<void> {
  if (!env().getBool("HAS_WEBGL")) throw new Error(say("backend.noWebgl"));
  if (!env().getBool("WEBGL_RENDER_FLOAT32_ENABLED")) {
    throw new Error(say("backend.float16"));
  }
  // Small tensors would be computed on the cpu, and a small model would never be tried on the graphics card.
  env().set("WEBGL_CPU_FORWARD", false);
}

Object.assign(globalThis, { kerasdigitsWebgl: prepare() });
