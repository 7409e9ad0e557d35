/** Work that follows what a person does: at most once a frame, however often something changes. */

/** Have it run in the next frame; until then, further calls change nothing. */
export function oncePerFrame(run: () => void): () => void {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      run();
    });
  };
}

/** Run at most once a frame while an element is on the screen; what was asked for meanwhile happens when it comes back. */
export function onceOnScreen(root: Element, run: () => void): () => void {
  let [visible, asked] = [false, false];
  const inFrame = oncePerFrame(() => {
    asked = false;
    run();
  });
  new IntersectionObserver((entries) => {
    visible = entries[entries.length - 1].isIntersecting;
    if (visible && asked) inFrame();
  }).observe(root);
  return () => {
    asked = true;
    if (visible) inFrame();
  };
}
