// A model's bytes: from this browser's cache, else from the page's own server, part by part, every byte verified.
//
// A part is kept as soon as it has arrived and been verified, so that an interrupted download goes on where it stopped.
import { type ModelPart, type ModelVariant, WebModelError } from "./catalogue.ts";

/** What is being done to obtain a model. */
export type ObtainProgress =
  | { readonly phase: "looking" | "verifying" }
  | { readonly phase: "downloading"; readonly loaded: number; readonly total: number }; // bytes

/** More often than this, in ms, nobody sees a bar move. */
const EYE = 50;

/** What a model is got by; a test brings its own. */
export interface Means {
  readonly fetch: typeof fetch;
  /** undefined where the browser keeps nothing: then every visit downloads. */
  readonly caches: Pick<CacheStorage, "open" | "keys" | "delete"> | undefined;
}

/** Another name for another layout of what is kept. */
export const cacheName = "camlucida-models-1";

const usualMeans = (): Means => ({ fetch: (...given) => fetch(...given), caches: "caches" in globalThis ? globalThis.caches : undefined });

/**
 * The bytes of a model that a catalogue offers: kept ones, else downloaded, verified and kept part by part.
 * @param base URL of models/
 * @throws WebModelError "model-unreachable", "model-refused", "model-truncated", "model-digest"
 * @example
 * ```ts
 * import { loadCatalogue, obtainModel } from "@camlucida/weights/browser";
 *
 * const base = new URL("models/", site);
 * const { models: [tiny] } = await loadCatalogue(base);
 * const variant = tiny?.variants[0];
 * const means = { fetch, caches: undefined }; // keeps nothing; unless given, what the browser has
 * if (variant) (await obtainModel(variant, base, () => undefined, means)).length === variant.bytes; // → true
 * ```
 */
export async function obtainModel(variant: ModelVariant, base: URL, tell: (progress: ObtainProgress) => void, means: Means = usualMeans()): Promise<Uint8Array<ArrayBuffer>> {
  tell({ phase: "looking" });
  const kept = await openCache(means);
  const whole = new Uint8Array(variant.bytes);
  const keeping: Promise<void>[] = []; // while the next part is on its way
  let at = 0;
  for (const part of variant.parts) {
    const url = new URL(part.path, base);
    const into = whole.subarray(at, at + part.bytes);
    if (!(await fromCache(kept, url, part, into))) {
      await downloadPart(url, part, into, (loaded) => tell({ phase: "downloading", loaded: at + loaded, total: variant.bytes }), means.fetch);
      await verify(part, into, url);
      keeping.push(keep(kept, url, into));
    }
    at += part.bytes;
  }
  tell({ phase: "verifying" });
  await Promise.all(keeping);
  await verify(variant, whole, base);
  return whole;
}

/**
 * Whether the next visit would download nothing of it.
 * @example
 * ```ts
 * import { isCached, loadCatalogue } from "@camlucida/weights/browser";
 *
 * const base = new URL("models/", site);
 * const { models: [tiny] } = await loadCatalogue(base);
 * const variant = tiny?.variants[0];
 * if (variant) await isCached(variant, base); // → false
 * ```
 */
export async function isCached(variant: ModelVariant, base: URL, means: Means = usualMeans()): Promise<boolean> {
  const kept = await openCache(means);
  if (!kept) return false;
  const found = await Promise.all(variant.parts.map(({ path }) => kept.match(new URL(path, base).href)));
  return found.every((response) => response !== undefined);
}

/** The models' cache; those of other versions of this page go. */
async function openCache({ caches }: Means): Promise<Cache | undefined> {
  try {
    const others = (await caches?.keys())?.filter((name) => name.startsWith("camlucida-models-") && name !== cacheName) ?? [];
    for (const name of others) await caches?.delete(name);
    return await caches?.open(cacheName);
  } catch {
    return undefined; // private windows refuse
  }
}

async function fromCache(kept: Cache | undefined, url: URL, { bytes, sha256 }: ModelPart, into: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const found = await kept?.match(url.href);
  if (!found) return false;
  const data = new Uint8Array(await found.arrayBuffer());
  if (data.length === bytes && (await digestOf(data)) === sha256) {
    into.set(data);
    return true;
  }
  await kept?.delete(url.href); // damaged, or of another build
  return false;
}

async function keep(kept: Cache | undefined, url: URL, data: Uint8Array<ArrayBuffer>): Promise<void> {
  // Where the browser has no room for it, the model still works: it is downloaded again next time.
  await kept?.put(url.href, new Response(data.slice(), { headers: { "Content-Type": "application/octet-stream" } })).catch(() => undefined);
}

async function downloadPart(url: URL, { bytes }: ModelPart, into: Uint8Array, progress: (loaded: number) => void, get: typeof fetch): Promise<void> {
  const unreachable = (cause: unknown): never => {
    throw new WebModelError("model-unreachable", `models: ${url.pathname} cannot be reached. Are you offline? What has arrived is kept; try again.`, { cause });
  };
  const response = await get(url, { cache: "no-store" }).catch(unreachable);
  if (!response.ok) throw new WebModelError("model-refused", `models: ${url.pathname} was answered with ${response.status}. The site lacks it.`);
  let [loaded, told] = [0, 0];
  const reader = response.body?.getReader();
  for (;;) {
    const { done, value } = (await reader?.read().catch(unreachable)) ?? { done: true, value: undefined };
    if (done || !value) break;
    if (loaded + value.length > bytes) throw wrongSize(url, bytes, "more");
    into.set(value, loaded);
    loaded += value.length;
    const now = performance.now();
    if (now - told > EYE || loaded === bytes) {
      progress(loaded);
      told = now;
    }
  }
  if (loaded < bytes) throw wrongSize(url, bytes, String(loaded));
}

const wrongSize = (url: URL, bytes: number, found: string): WebModelError =>
  new WebModelError("model-truncated", `models: ${url.pathname} has ${found} bytes; expected ${bytes}. Try again; if it stays so, the site's copy is damaged.`);

async function verify({ sha256 }: { readonly sha256: string }, data: Uint8Array<ArrayBuffer>, url: URL): Promise<void> {
  const found = await digestOf(data);
  if (found !== sha256) throw new WebModelError("model-digest", `models: ${url.pathname} has the SHA-256 ${found}; expected ${sha256}. Try again; if it stays so, the site's copy is damaged.`);
}

/**
 * The SHA-256 of some bytes, as 64 hex digits.
 * @example
 * ```ts
 * import { digestOf } from "@camlucida/weights/browser";
 *
 * await digestOf(Uint8Array.of(97, 98, 99)); // → "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
 * ```
 */
export async function digestOf(data: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", data);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What is known of a file that is to be fetched, and who is told of its arrival. */
export interface FileWish {
  /** 64 hex digits, where it is known. */
  readonly sha256?: string | undefined;
  /** Bytes that have arrived; `total` is 0 where the server does not say. */
  readonly tell: (received: number, total: number) => void;
}

/**
 * The bytes of one file of any address. With its SHA-256 it is verified and kept in this browser, and needs no network
 * the next time; without it, what the browser's own cache keeps is asked about at its server.
 *
 * @throws WebModelError "model-unreachable", "model-refused", "model-digest"
 * @example
 * ```ts
 * import { readCheckpoint } from "@camlucida/tensor";
 * import { obtainFile } from "@camlucida/weights/browser";
 *
 * const bytes = await obtainFile(new URL("tiny.safetensors", site), { tell: () => undefined });
 * readCheckpoint(bytes).tensors.get("fc.weight")?.shape; // → [3, 16]
 * ```
 */
export async function obtainFile(url: URL, { sha256, tell }: FileWish, means: Means = usualMeans()): Promise<Uint8Array<ArrayBuffer>> {
  const kept = sha256 === undefined ? undefined : await openCache(means);
  const found = await kept?.match(url.href);
  if (found) {
    const bytes = new Uint8Array(await found.arrayBuffer());
    if ((await digestOf(bytes)) === sha256) return bytes;
    await kept?.delete(url.href);
  }
  const bytes = await downloadFile(url, tell, means.fetch);
  if (sha256 === undefined) return bytes;
  const digest = await digestOf(bytes);
  if (digest !== sha256) throw new WebModelError("model-digest", `models: ${url.href} has the SHA-256 ${digest}; expected ${sha256}.`);
  await kept?.put(url.href, new Response(bytes.slice())).catch(() => undefined); // no room: it is downloaded again next time
  return bytes;
}

async function downloadFile(url: URL, tell: FileWish["tell"], get: typeof fetch): Promise<Uint8Array<ArrayBuffer>> {
  const unreachable = (cause: unknown): never => {
    throw new WebModelError("model-unreachable", `models: ${url.href} cannot be reached, or its server lets no page of another site read it (CORS).`, { cause });
  };
  const response = await get(url, { cache: "no-cache" }).catch(unreachable);
  if (!response.ok || !response.body) throw new WebModelError("model-refused", `models: ${url.href} was answered with ${response.status}. Is that its address?`);
  const total = Number(response.headers.get("content-length") ?? 0);
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let received = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch(unreachable);
    if (done) break;
    pieces.push(value);
    received += value.length;
    tell(received, total);
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}
