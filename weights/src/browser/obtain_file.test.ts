import { expect, test } from "vitest";
import { digestOf } from "./obtain.ts";
import { obtainFile } from "./obtain_file.ts";

const url = new URL("https://example.org/cat.safetensors");
const file = Uint8Array.of(1, 2, 3, 4);
const sha256 = await digestOf(file);

/** A server that counts, and a browser that keeps. */
function surroundings(answer: () => Response) {
  const kept = new Map<string, Response>();
  let asked = 0;
  const cache = {
    match: async (key: string) => kept.get(key)?.clone(),
    put: async (key: string, response: Response) => void kept.set(key, response),
    delete: async (key: string) => kept.delete(key),
  } as unknown as Cache;
  const caches = { open: async () => cache, keys: async () => [], delete: async () => true };
  const get = async (): Promise<Response> => (asked++, answer());
  return { means: { fetch: get as typeof fetch, caches }, kept, asked: () => asked };
}

test("a file whose SHA-256 is known is kept, and needs no network the next time", async () => {
  const { means, asked } = surroundings(() => new Response(file.slice(), { headers: { "content-length": "4" } }));
  const told: [number, number][] = [];
  const tell = (received: number, total: number): void => void told.push([received, total]);
  expect(await obtainFile(url, { sha256, tell }, means)).toEqual(file);
  expect(await obtainFile(url, { sha256, tell }, means)).toEqual(file);
  expect([asked(), told]).toEqual([1, [[4, 4]]]);
});

test("what was kept and is damaged is obtained again; what arrives damaged is refused", async () => {
  const { means, kept, asked } = surroundings(() => new Response(file.slice()));
  kept.set(url.href, new Response(Uint8Array.of(9)));
  expect(await obtainFile(url, { sha256, tell: () => undefined }, means)).toEqual(file);
  expect(asked()).toBe(1);
  const { means: damaged } = surroundings(() => new Response(Uint8Array.of(9)));
  await expect(obtainFile(url, { sha256, tell: () => undefined }, damaged)).rejects.toMatchObject({ code: "model-digest" });
});

test("a server that refuses, and one that is not there, are told apart", async () => {
  const refusing = surroundings(() => new Response("", { status: 404 }));
  await expect(obtainFile(url, { tell: () => undefined }, refusing.means)).rejects.toMatchObject({ code: "model-refused" });
  const gone = surroundings(() => { throw new TypeError("offline"); });
  await expect(obtainFile(url, { tell: () => undefined }, gone.means)).rejects.toMatchObject({ code: "model-unreachable" });
});
