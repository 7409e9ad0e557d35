/** The button that starts the guided tour, and the address that leads into it: `?tour=4`. */

import { readParameter, writeParameter } from "../address";
import { say } from "../messages";
import type { SceneLoader } from "../scene-loader";
import { loadScript, loadStyle } from "../scripts";
import type { Store } from "../state";
import { findTour } from "../tour";
import { find } from "./element";

/** Load the tour once, and start it at a step. */
async function startTour(store: Store, loader: SceneLoader, step: number): Promise<void> {
  if (!findTour()) await Promise.all([loadStyle("dist/tour.css"), loadScript("dist/tour.js")]);
  const button = find("tour");
  findTour()?.({ store, openScene: (name) => loader.open(name), writeParameter, ended: () => button.focus() }, step);
}

/** Wire the button, and follow the address. */
export function startTourButton(store: Store, loader: SceneLoader): void {
  const start = (step: number): void => {
    startTour(store, loader, step).catch(({ message }: Error) => {
      store.set({ notice: say("page.tourFails", { reason: message }) });
    });
  };
  find("tour").addEventListener("click", () => start(1));
  const asked = Number(readParameter("tour"));
  if (Number.isInteger(asked) && asked >= 1) start(asked);
}
