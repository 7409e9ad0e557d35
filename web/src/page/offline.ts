/** Keep the site for when there is no network, where it brings a service worker: over https, or on this machine. */

type Globals = { kerasdigitsOffline?: string };

/** Start the site's service worker; a page opened from disk needs none. */
export async function keepOffline(): Promise<void> {
  const script = (globalThis as unknown as Globals).kerasdigitsOffline;
  if (!script || !location.protocol.startsWith("http") || !("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(script);
  } catch {
    // Private windows may refuse it; the page works without.
  }
}
