/** Opens scenes: each when it comes near the screen, or when somebody asks for it. */

import { readParameter, writeParameter } from "./address";
import { say } from "./messages";
import { findScene, needsModel, type SceneContext, type SceneName } from "./scene";
import { loadScript, loadStyle } from "./scripts";
import type { Session } from "./session";
import type { Store } from "./state";
import { element, find } from "./views/element";

/** Loads scenes, each once. */
export class SceneLoader {
  private readonly opened = new Map<SceneName, Promise<void>>();

  constructor(
    private readonly store: Store,
    private readonly session: Session,
  ) {}

  /** Load a scene and start it. Resolves when it can be used; a failure is told on its stage, and rejects. */
  open(name: SceneName): Promise<void> {
    const opened = this.opened.get(name) ?? this.start(name);
    this.opened.set(name, opened);
    return opened;
  }

  private async start(name: SceneName): Promise<void> {
    const stage = find(`${name}-stage`);
    try {
      if (needsModel(name)) await this.session.bringEngine();
      await Promise.all([loadStyle(`dist/${name}.css`), loadScript(`dist/${name}.js`)]);
      const startScene = findScene(name);
      if (!startScene) throw new Error(say("page.noScene", { file: `dist/${name}.js` }));
      stage.replaceChildren();
      await startScene(this.makeContext(stage));
    } catch (error) {
      const textContent = say("page.sceneFails", { reason: (error as Error).message });
      stage.replaceChildren(element("p", { className: "scene-problem", textContent }));
      throw error;
    }
  }

  private makeContext(stage: HTMLElement): SceneContext {
    const { store, session } = this;
    return { store, session, stage, readParameter, writeParameter, loadScript };
  }
}
