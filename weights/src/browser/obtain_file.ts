// A model's bytes from one file of any address. With its SHA-256 it is verified and kept in this browser, and needs no network the next
// time; without it, what the browser's own cache keeps is asked about at its server.
import { WebModelError } from "./errors.ts";
import { digestOf, openCache, usualMeans, type Means } from "./obtain.ts";

export interface FileWish {
  /** 64 hex digits, where it is known. */
  readonly sha256?: string | undefined;
  /** Bytes that have arrived; `total` is 0 where the server does not say. */
  readonly tell: (received: number, total: number) => void;
}

/** @throws WebModelError "model-unreachable", "model-refused", "model-digest" */
export async function obtainFile(url: URL, { sha256, tell }: FileWish, means: Means = usualMeans()): Promise<Uint8Array<ArrayBuffer>> {
  const kept = sha256 === undefined ? undefined : await openCache(means);
  const found = await kept?.match(url.href);
  if (found) {
    const bytes = new Uint8Array(await found.arrayBuffer());
    if ((await digestOf(bytes)) === sha256) return bytes;
    await kept?.delete(url.href);
  }
  const bytes = await download(url, tell, means.fetch);
  if (sha256 === undefined) return bytes;
  const digest = await digestOf(bytes);
  if (digest !== sha256) throw new WebModelError("model-digest", `models: ${url.href} has the SHA-256 ${digest}; expected ${sha256}.`);
  await kept?.put(url.href, new Response(bytes.slice())).catch(() => undefined); // no room: it is downloaded again next time
  return bytes;
}

async function download(url: URL, tell: FileWish["tell"], get: typeof fetch): Promise<Uint8Array<ArrayBuffer>> {
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
