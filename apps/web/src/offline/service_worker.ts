// Keeps the page on this device: it opens without a network, and a second visit loads nothing. The models are kept by
// weights/src/browser/obtain.ts, part by part.
import { headers } from "../../headers.mjs";

/** Replaced when the site is complete: what belongs to it, and a digest of all of that. See build/finish_site.mjs. */
const site = JSON.parse("{\"version\":\"none\",\"files\":[]}") as { readonly version: string; readonly files: readonly string[] };

interface Scope extends EventTarget {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
}

interface LifeEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface RequestEvent extends Event {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

const scope = globalThis as unknown as Scope;
const prefix = "camlucida-page-";
const cacheName = prefix + site.version;

scope.addEventListener("install", (event) => (event as LifeEvent).waitUntil(install()));
scope.addEventListener("activate", (event) => (event as LifeEvent).waitUntil(activate()));
scope.addEventListener("fetch", (event) => {
  const { request } = event as RequestEvent;
  if (request.method === "GET" && isOurs(request.url)) (event as RequestEvent).respondWith(answer(request));
});

async function install(): Promise<void> {
  const cache = await caches.open(cacheName);
  await cache.addAll(site.files.map((file) => new Request(file, { cache: "no-cache" })));
  await scope.skipWaiting();
}

async function activate(): Promise<void> {
  const old = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== cacheName);
  await Promise.all(old.map((name) => caches.delete(name)));
  await scope.clients.claim();
}

/** The site's own files; the parts of models are not ours. */
function isOurs(url: string): boolean {
  const own = scope.registration.scope;
  return url.startsWith(own) && site.files.includes(pathOf(url));
}

const pathOf = (url: string): string => {
  const { origin, pathname } = new URL(url);
  const path = `${origin}${pathname}`.slice(scope.registration.scope.length);
  return `./${path === "" ? "index.html" : path}`;
};

/** From the cache, with the headers that the server may not send: with them WebAssembly may have threads. */
async function answer(request: Request): Promise<Response> {
  const kept = (await (await caches.open(cacheName)).match(pathOf(request.url))) ?? (await fetch(request));
  if (kept.status !== 200) return kept;
  const all = new Headers(kept.headers);
  for (const [name, value] of Object.entries(headers)) all.set(name, value);
  return new Response(kept.body, { headers: all });
}
