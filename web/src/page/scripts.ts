/** Load classic scripts at run time: the only kind that works from file:// as well as over http. */

/** Add a script element; resolves when it ran, rejects when it is not there or cannot be read. */
export function loadScript(source: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = source;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`${source} is missing`));
    document.head.append(script);
  });
}
