// The figure's two files: what it can say of them, in both languages.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { dissect } from "./checkpoint_file.ts";
import { words } from "./checkpoint.words.ts";

const [tiny, hostile] = ["tiny", "hostile"].map((name) => dissect(new Uint8Array(readFileSync(new URL(`../../../public/checkpoint/${name}.pth`, import.meta.url)))));

test("of every opcode that is met it is said what it does", () => {
  const met = new Set([tiny, hostile].flatMap((file) => [...(file?.trace.steps ?? []), ...(file?.trace.refused ? [file.trace.refused] : [])].map(({ name }) => name)));
  expect(met.size).toBeGreaterThan(12);
  for (const { does } of Object.values(words)) expect([...met].filter((name) => !does[name])).toEqual([]);
  expect(Object.keys(words.en.does)).toEqual(Object.keys(words.ja.does));
});

test("the file of weights gives its numbers, whose bytes lie in data/0", () => {
  expect(tiny?.tensors.get("fc.weight")?.shape).toEqual([2, 2]);
  const storage = tiny?.entries.find(({ name }) => name.endsWith("/data/0"))?.bytes ?? new Uint8Array();
  const view = new DataView(storage.buffer, storage.byteOffset, storage.length);
  expect([0, 4, 8, 12].map((at) => view.getFloat32(at, true))).toEqual([0.5, -1, 2, 0.25]); // what test/reference_pickle.py saved
  expect(Array.from(tiny?.tensors.get("fc.weight")?.data ?? [])).toEqual([0.5, -1, 2, 0.25]);
});

test("the file that asks for a command gives nothing", () => {
  expect(hostile?.trace.refused?.error.code).toBe("checkpoint-unsafe");
  expect(hostile?.tensors.size).toBe(0);
});
