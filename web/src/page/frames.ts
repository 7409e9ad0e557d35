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
