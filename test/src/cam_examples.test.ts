// The examples in the docstrings of cam's public functions, run as they stand there. What they may use beside cam's exports: a tiny ResNet
// (checkpoint), an open network of it, a photograph, the part of it that the network covers, one pass of it, a device.
//
// `expression; // → value` holds an expression to a value.
import * as cam from "@camlucida/cam";
import { openReference, openWasm } from "@camlucida/tensor";
import { hash, tinyResnet } from "@camlucida/tensor/testing";
import { readdirSync, readFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";

const folder = new URL("../../packages/cam/src/", import.meta.url);
const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));

interface Example {
  readonly of: string; // the name that the docstring belongs to
  readonly lines: readonly string[];
}

/** Of every docstring with an `@example`: its code, and the name declared below it. */
function examplesIn(file: string): Example[] {
  const text = readFileSync(new URL(file, folder), "utf8");
  const docstrings = text.matchAll(/\/\*\*(?:(?!\*\/)[^])*?@example\s+\* ```ts\n(?<code>(?:(?!\*\/)[^])*?)\* ```(?:(?!\*\/)[^])*\*\/\s*(?:export )?(?:async )?(?:function |const )?(?<name>\w+)/g);
  return [...docstrings].map(({ groups }) => ({
    of: groups?.["name"] ?? "",
    lines: (groups?.["code"] ?? "").split("\n").map((line) => line.replace(/^\s*\* ?/, "")),
  }));
}

const examples = sources.flatMap(examplesIn);

const device = openWasm() ?? openReference();
const checkpoint = { tensors: tinyResnet(), metadata: {}, skipped: [] };
const network = await cam.openNetwork(checkpoint, device);
const photo = { width: 320, height: 240, data: Uint8Array.from({ length: 320 * 240 * 4 }, (_, at) => hash(1, at) >>> 24) };
const { input, region } = cam.preprocess(photo, cam.imagenetNormalisation, "crop");
const pass = await network.forward([input]);
afterAll(() => {
  pass.dispose();
  network.dispose();
  device.dispose();
});

const scope = { ...cam, device, checkpoint, network, photo, region, pass, expect };
const AsyncFunction = (async () => undefined).constructor as FunctionConstructor;

/** `expression; // → value` becomes an expectation. */
const expectation = (line: string): string => line.replace(/^(?<expression>.+); \/\/ → (?<value>.+)$/, "expect($<expression>).toEqual($<value>);");

test.each(examples)("the example of $of", async ({ lines }) => {
  expect(lines.filter((line) => line.includes("// → ")).length, "an example shows what comes out").toBeGreaterThan(0);
  const run = new AsyncFunction(...Object.keys(scope), `{ ${lines.map(expectation).join("\n")} }`) as (...values: readonly unknown[]) => Promise<void>;
  await run(...Object.values(scope));
});

test("the functions that most programs use have one", () => {
  expect(examples.map((example) => example.of)).toEqual(expect.arrayContaining([
    "openNetwork", "forward", "map", "preprocess", "evidenceFor", "drawMap", "explain", "contributionsAt", "methods", "methodNamed", "logitOf", "contrastOf",
    "probabilityOf", "encodeNpy",
  ]));
});
