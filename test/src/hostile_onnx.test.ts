// What small files can make a process do: each is read by one of its own, whose memory is measured. packages/tensor/src/onnx/hostile.test.ts
// has the rest.
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { field, graphMessage, smallNetwork } from "@camlucida/tensor/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { denoBinary } from "../../scripts/launcher/deno.mjs";

const root = resolve(import.meta.dirname, "../..");
let folder = "";
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), "camlucida-hostile-")); });
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Bytes beyond the file itself, whatever it holds. */
const MOST = 200e6;

const text = (word: string): number[] => [word.length, ...new TextEncoder().encode(word)];

/** One message many times, by its place; in one array, as a spread of so many would not fit a call. */
function repeated(count: number, message: (at: number) => readonly number[]): Uint8Array {
  let [bytes, length] = [new Uint8Array(2 ** 20), 0];
  for (let at = 0; at < count; at++) {
    const one = message(at);
    if (length + one.length > bytes.length) {
      const longer = new Uint8Array(2 * bytes.length);
      longer.set(bytes);
      bytes = longer;
    }
    bytes.set(one, length);
    length += one.length;
  }
  return bytes.subarray(0, length);
}

/** The small network's file, with more in its graph in front. */
function fileOf(more: Uint8Array, model = smallNetwork): Uint8Array {
  const own = graphMessage(model);
  const graph = new Uint8Array(more.length + own.length);
  graph.set(more);
  graph.set(own, more.length);
  const parts = [field(1, 8), field(7, graph), field(8, field(2, 13))];
  const file = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  parts.reduce((at, part) => (file.set(part, at), at + part.length), 0);
  return file;
}

const relu = (from: string, to: string): readonly number[] => {
  const node = [0x0a, ...text(from), 0x12, ...text(to), 0x22, ...text("Relu")];
  return [0x0a, node.length, ...node];
};

/** So many ReLUs between the image and the network. */
const chain = (count: number): Uint8Array => {
  const [conv, ...others] = smallNetwork.nodes ?? [];
  const nodes = conv ? [{ ...conv, inputs: [`r${count}`, "conv.weight", "conv.bias"] }, ...others] : [];
  return fileOf(repeated(count, (at) => relu(at === 0 ? "image" : `r${at}`, `r${at + 1}`)), { ...smallNetwork, nodes });
};

const numbersOf = (count: number): Uint8Array => repeated(count, (at) => [at % 0x80]);
const list = (number: number, payload: Uint8Array): Uint8Array => fileOf(field(1, field(5, field(number, payload))));

test.each([
  ["a million nodes", "checkpoint-unsafe", () => { const node = relu("image", "features"); return fileOf(repeated(1e6, () => node)); }],
  ["as many nodes as are read", "", () => chain(32_000)],
  ["a million weights without numbers", "checkpoint-unsafe", () => fileOf(repeated(1e6, () => [0x2a, 2, 0x10, 1]))],
  ["a million attributes", "checkpoint-unsafe", () => fileOf(field(1, repeated(1e6, () => [0x2a, 0])))],
  ["a million inputs of a node", "checkpoint-corrupt", () => fileOf(field(1, repeated(1e6, () => [0x0a, 1, 0x61])))],
  ["ten million whole numbers of an attribute", "", () => list(8, numbersOf(1e7))],
  ["a million names of inputs", "checkpoint-unsafe", () => fileOf(repeated(1e6, () => [0x5a, 3, 0x0a, 1, 0x61]))],
] as const)("%s: %j, in little memory", async (what, expected, made) => {
  const path = join(folder, `${what.replaceAll(" ", "_")}.onnx`);
  await writeFile(path, made());
  const words = ["run", "-A", "--quiet", "--no-lock", "--node-modules-dir=manual", "test/src/hostile/read_onnx.ts", path];
  const { stdout } = await promisify(execFile)(denoBinary(), words, { cwd: root });
  const { code, grown } = JSON.parse(stdout) as { readonly code: string; readonly grown: number };
  expect(code).toBe(expected);
  expect(grown, `${Math.round(grown / 1e6)} MB`).toBeLessThan(MOST);
}, 60_000);
