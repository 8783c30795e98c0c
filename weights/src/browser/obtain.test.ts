import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { ModelVariant } from "./catalogue.ts";
import { cacheName, isCached, obtainModel, type Means, obtainFile, type ObtainProgress } from "./obtain.ts";

const base = new URL("https://example.org/site/models/");
const sha256 = (data: Uint8Array): string => createHash("sha256").update(data).digest("hex");
const file = Uint8Array.from({ length: 1000 }, (_, at) => (at * 7) % 256);
const parts = [file.subarray(0, 600), file.subarray(600)];
const variant: ModelVariant = {
  precision: "float32", bytes: file.length, sha256: sha256(file),
  parts: parts.map((data, at) => ({ path: `m.${at}`, bytes: data.length, sha256: sha256(data) })),
};
const coded = (code: string): Error => expect.objectContaining({ code }) as Error;

/** A server of the parts and a cache in memory. */
function means(serve: (path: string) => Response | Promise<Response> = (path) => new Response(parts[Number(path.slice(-1))] as Uint8Array<ArrayBuffer>)) {
  const [kept, asked] = [new Map<string, Response>(), [] as string[]];
  const names = new Set(["camlucida-models-0", "somebody-else"]);
  const cache = {
    match: async (url: string) => kept.get(url)?.clone(),
    put: async (url: string, response: Response) => void kept.set(url, response),
    delete: async (url: string) => kept.delete(url),
  } as unknown as Cache;
  const caches = { open: async (name: string) => (names.add(name), cache), keys: async () => [...names], delete: async (name: string) => names.delete(name) };
  const get = async (url: URL): Promise<Response> => {
    asked.push(url.pathname);
    return serve(url.pathname);
  };
  return { kept, asked, names, means: { fetch: get as typeof fetch, caches } satisfies Means };
}

test("downloads every part, says how far it is to the byte, and keeps it for the next time", async () => {
  const { means: some, asked, names } = means();
  const told: ObtainProgress[] = [];
  expect(await isCached(variant, base, some)).toBe(false);
  expect(await obtainModel(variant, base, (progress) => told.push(progress), some)).toEqual(file);
  expect(told[0]).toEqual({ phase: "looking" });
  expect(told.filter(({ phase }) => phase === "downloading").at(-1)).toEqual({ phase: "downloading", loaded: 1000, total: 1000 });
  expect(told.at(-1)).toEqual({ phase: "verifying" });
  expect(asked).toEqual(["/site/models/m.0", "/site/models/m.1"]);
  expect(await isCached(variant, base, some)).toBe(true);
  expect(await obtainModel(variant, base, () => undefined, some)).toEqual(file);
  expect(asked).toHaveLength(2); // the second time nothing is loaded
  expect([...names].toSorted()).toEqual([cacheName, "somebody-else"]); // another layout's cache is gone, other people's stay
});

test("goes on where it was interrupted", async () => {
  let down = true;
  const { means: some, asked } = means((path) => (path.endsWith("1") && down ? Promise.reject(new TypeError("network")) : new Response(parts[Number(path.slice(-1))] as Uint8Array<ArrayBuffer>)));
  await expect(obtainModel(variant, base, () => undefined, some)).rejects.toThrow(coded("model-unreachable"));
  down = false;
  expect(await obtainModel(variant, base, () => undefined, some)).toEqual(file);
  expect(asked.filter((path) => path.endsWith("0"))).toHaveLength(1);
});

test("a damaged part in the cache is fetched anew", async () => {
  const { means: some, kept } = means();
  await obtainModel(variant, base, () => undefined, some);
  const damaged = parts[0]!.slice();
  damaged[5]! ^= 1;
  kept.set(new URL("m.0", base).href, new Response(damaged));
  expect(await obtainModel(variant, base, () => undefined, some)).toEqual(file);
});

test.each<[string, Response, string]>([
  ["a refusal", new Response("", { status: 404 }), "model-refused"],
  ["too few bytes", new Response(file.slice(0, 599)), "model-truncated"],
  ["too many bytes", new Response(file.slice(0, 601)), "model-truncated"],
  ["other bytes", new Response(new Uint8Array(600)), "model-digest"],
])("%s is an error", async (_, response, code) => {
  const { means: some, kept } = means(() => response.clone());
  await expect(obtainModel(variant, base, () => undefined, some)).rejects.toThrow(coded(code));
  expect(kept.size).toBe(0);
});

test("without a cache, or with a full one, it still works", async () => {
  const { means: some } = means();
  expect(await obtainModel(variant, base, () => undefined, { fetch: some.fetch, caches: undefined })).toEqual(file);
  const full = { ...some.caches, open: async () => ({ match: async () => undefined, put: async () => { throw new DOMException("full", "QuotaExceededError"); } }) as unknown as Cache };
  expect(await obtainModel(variant, base, () => undefined, { fetch: some.fetch, caches: full })).toEqual(file);
});

const url = new URL("https://example.org/cat.safetensors");
const small = Uint8Array.of(1, 2, 3, 4);
const known = sha256(small);

/** The same of any other address, which answers as it is told. */
const surroundings = (answer: () => Response) => means(() => answer());

test("a file whose SHA-256 is known is kept, and needs no network the next time", async () => {
  const { means: some, asked } = surroundings(() => new Response(small.slice(), { headers: { "content-length": "4" } }));
  const told: [number, number][] = [];
  const tell = (received: number, total: number): void => void told.push([received, total]);
  expect(await obtainFile(url, { sha256: known, tell }, some)).toEqual(small);
  expect(await obtainFile(url, { sha256: known, tell }, some)).toEqual(small);
  expect([asked, told]).toEqual([["/cat.safetensors"], [[4, 4]]]);
});

test("what was kept and is damaged is obtained again; what arrives damaged is refused", async () => {
  const { means: some, kept, asked } = surroundings(() => new Response(small.slice()));
  kept.set(url.href, new Response(Uint8Array.of(9)));
  expect(await obtainFile(url, { sha256: known, tell: () => undefined }, some)).toEqual(small);
  expect(asked).toHaveLength(1);
  const { means: damaged } = surroundings(() => new Response(Uint8Array.of(9)));
  await expect(obtainFile(url, { sha256: known, tell: () => undefined }, damaged)).rejects.toMatchObject({ code: "model-digest" });
});

test("a server that refuses, and one that is not there, are told apart", async () => {
  const refusing = surroundings(() => new Response("", { status: 404 }));
  await expect(obtainFile(url, { tell: () => undefined }, refusing.means)).rejects.toMatchObject({ code: "model-refused" });
  const gone = surroundings(() => { throw new TypeError("offline"); });
  await expect(obtainFile(url, { tell: () => undefined }, gone.means)).rejects.toMatchObject({ code: "model-unreachable" });
});
