/** The way through the scenes: they load as they come near, and the address and the links follow the one in sight. */

import { readParameter, writeParameter } from "../address";
import { SCENES, type SceneName } from "../scene";
import type { SceneLoader } from "../scene-loader";
import { find } from "./element";

/** A scene is loaded when one sees it; once the page is scrolled, when it is within this distance of the screen. */
const NEAR = "40% 0px";
/** The scene in sight is the one that crosses this line, a third down the screen. */
const IN_SIGHT = "-33% 0px -66% 0px";

function isScene(name: string | null): name is SceneName {
  return SCENES.some((scene) => scene === name);
}

function watchSections(rootMargin: string, seen: (entry: IntersectionObserverEntry) => void): void {
  const observer = new IntersectionObserver((entries) => entries.forEach(seen), { rootMargin });
  for (const name of ["read", ...SCENES]) observer.observe(find(name));
}

function markLink(name: string): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>("#scene-links a")) {
    if (link.hash === `#${name}`) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

/** Bring a scene to the top of the screen, once it and all above it are as high as they will be. */
async function goTo(loader: SceneLoader, name: SceneName): Promise<void> {
  const above = SCENES.slice(0, SCENES.indexOf(name) + 1);
  // A scene that does not open says so on its stage.
  await Promise.allSettled(above.map((scene) => loader.open(scene)));
  find(name).scrollIntoView();
}

/** The address keeps a drawing where other pages keep their anchors, so the links scroll by themselves. */
function followLinks(loader: SceneLoader): void {
  find("scene-links").addEventListener("click", (event) => {
    const name = (event.target as HTMLElement).closest("a")?.hash.slice(1);
    if (!name) return;
    event.preventDefault();
    if (isScene(name)) void goTo(loader, name);
    else find(name).scrollIntoView();
    find(name).focus({ preventScroll: true });
  });
}

/** Load scenes as they are reached, starting with the one that the address names. */
export function startScenes(loader: SceneLoader): void {
  const wanted = readParameter("scene");
  const openSeen = ({ isIntersecting, target }: IntersectionObserverEntry): void => {
    if (isIntersecting && isScene(target.id)) void loader.open(target.id).catch(() => undefined);
  };
  watchSections("0px", openSeen);
  addEventListener("scroll", () => watchSections(NEAR, openSeen), { once: true, passive: true });
  watchSections(IN_SIGHT, ({ isIntersecting, target }) => {
    if (!isIntersecting) return;
    markLink(target.id);
    writeParameter("scene", isScene(target.id) ? target.id : null);
  });
  followLinks(loader);
  if (isScene(wanted)) void goTo(loader, wanted);
}
