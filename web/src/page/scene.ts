/**
 * A scene: a part of the page below its first screen, with a script and a style sheet of its own, dist/NAME.js and
 * dist/NAME.css, that are loaded when the scene comes near the screen. The script registers a function that fills
 * the scene's stage and follows the store from then on.
 */

import type { Session } from "./session";
import type { Store } from "./state";

/** The scenes in the page's order; index.html has a section `#NAME` with a stage `#NAME-stage` for each. */
export const SCENES = ["inside", "learned", "landscape", "failures"] as const;

export type SceneName = (typeof SCENES)[number];

/** Scenes that compute by themselves. */
const WITHOUT_MODEL: readonly SceneName[] = ["landscape"];

/** Is a scene about the open model? Then its script shares the engine's core, and engine.js has to come first. */
export function needsModel(name: SceneName): boolean {
  return !WITHOUT_MODEL.includes(name);
}

/** What a scene gets from the page. */
export interface SceneContext {
  store: Store;
  session: Session;
  /** The element that the scene fills. */
  stage: HTMLElement;
  /** A parameter of the page's address, such as `rate` in `?rate=0.1`; null when it is not there. */
  readParameter(name: string): string | null;
  /** Change a parameter of the address without a step in the history; null takes it away. */
  writeParameter(name: string, value: string | null): void;
  /** Run one more classic script, such as a model folder's; rejects when it is not there. */
  loadScript(source: string): Promise<void>;
}

/** Fills a scene's stage. Resolves when it can be used. */
export type StartScene = (context: SceneContext) => void | Promise<void>;

type Globals = { kerasdigitsScenes?: Partial<Record<SceneName, StartScene>> };

/** Called by a scene's script. */
export function registerScene(name: SceneName, start: StartScene): void {
  const globals = globalThis as unknown as Globals;
  globals.kerasdigitsScenes = { ...globals.kerasdigitsScenes, [name]: start };
}

/** The function that a scene's script has registered. */
export function findScene(name: SceneName): StartScene | undefined {
  return (globalThis as unknown as Globals).kerasdigitsScenes?.[name];
}
