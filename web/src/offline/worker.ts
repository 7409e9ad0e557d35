/**
 * dist/offline.js: the service worker of a site. The site's own offline.js, beside index.html, names the files to keep
 * (kerasdigits/publishing/static_site.py) and runs this. What is new on the host comes first; without network, what was kept.
 * A file whose name tells its content does not change: what was kept of it is as good as new.
 */

interface LifeEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface AskEvent extends Event {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface Worker {
  kerasdigitsCache: string;
  kerasdigitsFiles: string[];
  location: Location;
  clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", listener: (event: LifeEvent) => void): void;
  addEventListener(type: "fetch", listener: (event: AskEvent) => void): void;
}

const worker = globalThis as unknown as Worker;
/** Caches of other pages on the same host are left alone. */
const OURS = "kerasdigits-";
const NAMED_BY_CONTENT = /\/dist\/[\w-]+\.[0-9a-f]{10}\.(js|css)$/;

async function install(): Promise<void> {
  const cache = await caches.open(worker.kerasdigitsCache);
  await cache.addAll(worker.kerasdigitsFiles.map((file) => new Request(file, { cache: "no-cache" })));
  await worker.skipWaiting();
}

async function activate(): Promise<void> {
  const old = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== worker.kerasdigitsCache);
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(worker.kerasdigitsCache);
  const kept = NAMED_BY_CONTENT.test(request.url) ? await cache.match(request) : undefined;
  if (kept) return kept;
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(request.url.replace(/[?#].*$/, ""), response.clone());
    return response;
  } catch {
    // The page's address has its state behind a question mark.
    return (await cache.match(request, { ignoreSearch: true })) ?? Response.error();
  }
}

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(activate()));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method === "GET" && request.url.startsWith(new URL("./", worker.location.href).href)) {
    event.respondWith(answer(request));
  }
});
