import { expect, test } from "vitest";
import { type Catalogue, loadCatalogue } from "./catalogue.ts";

const base = new URL("https://example.org/models/");
const part = { path: "m.000", bytes: 10, sha256: "a".repeat(64) };
const variant = { precision: "float32", bytes: 10, sha256: "b".repeat(64), parts: [part] } as const;
const good: Catalogue = { models: [{ name: "m", title: "M", licence: "MIT", variants: [variant] }] };
const serving = (body: unknown, status = 200) => (async () => new Response(JSON.stringify(body), { status })) as typeof fetch;
const withPart = (change: object): unknown => ({ models: [{ ...good.models[0], variants: [{ ...variant, parts: [{ ...part, ...change }] }] }] });
const coded = (code: string): Error => expect.objectContaining({ code }) as Error;

test("what the site offers", async () => {
  expect(await loadCatalogue(base, serving(good))).toEqual(good);
});

test.each<[string, unknown]>([
  ["nothing", null], ["a list", []], ["no model", { models: [] }], ["a path that leads away", withPart({ path: "../secret" })], ["an address", withPart({ path: "https://example.com/m" })],
  ["a size below zero", withPart({ bytes: -10 })], ["a size beyond memory", withPart({ bytes: 2 ** 40 })], ["no digest", withPart({ sha256: "abc" })],
  ["parts that are not the whole", withPart({ bytes: 9 })], ["a name with markup", { models: [{ ...good.models[0], name: "<b>" }] }], ["an unknown precision", { models: [{ ...good.models[0], variants: [{ ...variant, precision: "int8" }] }] }],
])("%s is refused", async (_, body) => {
  await expect(loadCatalogue(base, serving(body))).rejects.toThrow(coded("catalogue-malformed"));
});

test("a server that is not there, or has no list", async () => {
  await expect(loadCatalogue(base, () => Promise.reject(new TypeError("network")))).rejects.toThrow(coded("catalogue-unreachable"));
  await expect(loadCatalogue(base, serving({}, 404))).rejects.toThrow(coded("catalogue-malformed"));
});
