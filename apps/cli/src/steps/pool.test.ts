// The pool of threads: the same bytes as this thread's own, errors with their codes, and threads that end.
import { imagenetPreprocessing, type Region } from "@camlucida/cam";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { parseArguments } from "../arguments/arguments.ts";
import type { Options } from "../arguments/options.ts";
import type { Input } from "../files/inputs.ts";
import { inFolder } from "../testing/files.ts";
import { inlineSteps } from "./inline_steps.ts";
import { openPool } from "./pool.ts";

const cat: Input = { kind: "file", path: resolve(import.meta.dirname, "../../../../samples/chelsea.png") };

function optionsOf(...words: string[]): Options {
  const command = parseArguments(["a.png", ...words], { colormaps: [] });
  if (command.kind !== "explain") throw new Error(command.kind);
  return command.options;
}

test("threads give the same pixels and write the same bytes", async () => {
  await inFolder([], async (folder) => {
    const options = optionsOf("--out", `${folder}/{class}.png`, "--raw", `${folder}/{class}.npy`, "--mask", `${folder}/{class}.mask.png`, "--box");
    const settings = { options, photographs: new Uint32Array() };
    const [own, pool] = [inlineSteps(settings), openPool(settings, 2)];
    const [here, there] = await Promise.all([own, pool].map((steps) => steps.load(cat, imagenetPreprocessing)));
    expect({ ...there, times: undefined }).toEqual({ ...here, times: undefined });
    const region = here?.region as Region;
    const image = here?.image ?? { width: 0, height: 0, data: new Uint8Array() };
    const map = { method: "cam", layer: "layer4", width: 2, height: 2, values: Float32Array.of(-1, 2, 3, 0.5) };
    const results = await Promise.all([own, pool].map((steps, at) =>
      steps.write({ input: cat, image, region, maps: [{ map, names: { class: `by${at}`, method: "cam", layer: "layer4" }, scale: undefined, legend: { title: "tabby", facts: "CAM", statement: undefined } }], isLast: false })));
    expect(results[0]?.maps[0]?.boxes).not.toEqual([]);
    expect(results[1]?.maps[0]?.boxes).toEqual(results[0]?.maps[0]?.boxes);
    for (const ending of ["png", "npy", "mask.png"]) {
      const [a, b] = await Promise.all([0, 1].map((at) => readFile(join(folder, `by${at}.${ending}`))));
      expect(a?.equals(b ?? new Uint8Array())).toBe(true);
    }
    pool.close();
  });
});

test("an error keeps its code, and its thread works on", async () => {
  const pool = openPool({ options: optionsOf("--force"), photographs: new Uint32Array() }, 1); // whoever explained the sample has its picture beside it
  const missing = pool.load({ kind: "file", path: "nothing/there.png" }, imagenetPreprocessing);
  await expect(missing).rejects.toThrow(expect.objectContaining({ code: "image-missing" }) as Error);
  expect((await pool.load(cat, imagenetPreprocessing)).image).toMatchObject({ width: 451, height: 300 });
  pool.close();
});

test("who is at work says so, for whoever shares the processor", async () => {
  const pool = openPool({ options: optionsOf("--force"), photographs: new Uint32Array() }, 2); // as above
  let most = 0;
  const watch = setInterval(() => { most = Math.max(most, pool.atWork.reduce((sum, is) => sum + is)); }, 1);
  await Promise.all(Array.from({ length: 8 }, () => pool.load(cat, imagenetPreprocessing)));
  clearInterval(watch);
  expect(most).toBeGreaterThan(0);
  for (let turns = 0; pool.atWork.some((is) => is !== 0) && turns < 1000; turns++) await new Promise((resolve) => { setTimeout(resolve, 1); }); // they tell their results first
  expect([...pool.atWork]).toEqual([0, 0]);
  pool.close();
});

describe("a thread that ends", () => {
  /** Answers each order with the path it was given; dies of "fatal.png", some time after it was given the next ones. */
  const script = `
    let last = Promise.resolve();
    onmessage = ({ data }) => {
      if ("settings" in data) { data.atWork[data.slot] = 1; return; }
      last = last.then(() => new Promise((done) => setTimeout(() => {
        if (data.given[0].path === "fatal.png") throw new Error("out of everything");
        postMessage({ id: data.id, ok: true, result: data.given[0].path });
        done();
      })));
    };`;
  const startMortal = (): Worker => new Worker(`data:text/javascript,${encodeURIComponent(script)}`, { type: "module" });

  test.each([1, 2, 3])("fails the picture at hand alone; the others are done by another: %i threads", async (count) => {
    const pool = openPool({ options: optionsOf(), photographs: new Uint32Array() }, count, startMortal);
    const names = ["a.png", "b.png", "fatal.png", "c.png", "d.png", "e.png", "fatal.png", "f.png"];
    const outcomes = await Promise.allSettled(names.map((path) => pool.load({ kind: "file", path }, imagenetPreprocessing)));
    const told = outcomes.map((outcome) => (outcome.status === "fulfilled" ? outcome.value : outcome.reason as unknown));
    const crashed = expect.objectContaining({ code: "image-crashed", message: expect.stringContaining("out of everything") as string }) as Error;
    expect(told).toEqual(names.map((name) => (name === "fatal.png" ? crashed : name)));
    expect(pool.atWork).toHaveLength(count);
    pool.close();
  });

  test("takes only pictures with it that it had begun: one that waits is copied, and can be sent to another thread", async () => {
    const pool = openPool({ options: optionsOf(), photographs: new Uint32Array() }, 1, startMortal);
    const orders = ["a.png", "b.png", "c.png"].map((path, at) => ({
      input: { kind: "file", path }, path, image: { width: 1, height: 1, data: new Uint8Array(4) }, region: { x: 0, y: 0, width: 1, height: 1 }, maps: [], isLast: at < 2,
    } as const));
    const written = orders.map((order) => pool.write(order));
    expect(orders.map(({ image }) => image.data.length)).toEqual([0, 4, 4]); // handed over, waiting, still wanted
    expect(await Promise.all(written)).toEqual(["a.png", "b.png", "c.png"]);
    pool.close();
  });

  test("a large picture waits for its thread where it is, and is not copied; if the thread ends it goes to another", async () => {
    const pool = openPool({ options: optionsOf(), photographs: new Uint32Array() }, 1, startMortal);
    const large = { width: 8000, height: 4001, data: new Uint8Array(8) };
    const rest = { region: { x: 0, y: 0, width: 1, height: 1 }, maps: [], isLast: true } as const;
    const first = pool.load({ kind: "file", path: "fatal.png" }, imagenetPreprocessing);
    const second = pool.write({ input: { kind: "file", path: "b.png" }, path: "b.png", image: large, ...rest } as Parameters<typeof pool.write>[0]);
    expect(large.data.length).toBe(8);
    await expect(first).rejects.toMatchObject({ code: "image-crashed" });
    expect(large.data.length).toBe(0);
    expect(await second).toBe("b.png");
    pool.close();
  });

  test("and one that cannot start fails what it is given, without end", async () => {
    const startBroken = (): Worker => new Worker(`data:text/javascript,${encodeURIComponent("throw new Error('no start')")}`, { type: "module" });
    const pool = openPool({ options: optionsOf(), photographs: new Uint32Array() }, 2, startBroken);
    const outcomes = await Promise.allSettled(["a.png", "b.png", "c.png"].map((path) => pool.load({ kind: "file", path }, imagenetPreprocessing)));
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    expect([...pool.atWork]).toEqual([0, 0]); // who ended is at work no more
    pool.close();
  });
});
