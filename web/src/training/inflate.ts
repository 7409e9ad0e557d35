/** Inflates what a zip holds, in the page or in a worker. */

/** Milliseconds of work without a pause. */
const MOST_WORK = 8;

/** Inflate a raw deflate stream of at most so many bytes; rejects where it is longer or damaged. */
export async function inflate(bytes: Uint8Array, size: number): Promise<Uint8Array> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const inflated = new Uint8Array(size);
  let length = 0;
  const reader = stream.getReader();
  let rested = performance.now();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    // The browser inflates on this thread: let others work in between.
    if (performance.now() - rested > MOST_WORK) {
      await new Promise((resolve) => setTimeout(resolve));
      rested = performance.now();
    }
    if (length + part.value.length > size) throw new Error("longer than it says");
    inflated.set(part.value, length);
    length += part.value.length;
  }
  return inflated.subarray(0, length);
}
