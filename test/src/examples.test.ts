// Every example in a docstring of the published packages, type-checked and run as a module of its own: what a reader
// copies works. examples/given*.ts declare what one may take as given; `expression; // → value` is an expectation.
import { examples } from "virtual:examples";
import { testGpu } from "@camlucida/tensor/testing";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { publishedEntries, type PublishedEntry } from "../../scripts/packages/layout.mjs";
import { exampleModules } from "./examples/as_modules.ts";
import { documentedIn, type Documented } from "./examples/documented.ts";
import { typeErrorsIn } from "./examples/type_check.ts";

const entries = publishedEntries();
const documented = documentedIn(entries);

/** What an entry's exports lack; functions and classes are those that the sources or the runtime call so. */
async function lackingIn(
  { name, source }: Pick<PublishedEntry, "name" | "source">, all: readonly Documented[],
): Promise<string[]> {
  const own = all.filter(({ entry }) => entry === name);
  if (own.length === 0) return []; // a worker, which is not to be loaded here
  const values = (await import(/* @vite-ignore */ source)) as Readonly<Record<string, unknown>>;
  const isCallable = ({ name: of, kind }: Documented): boolean =>
    kind === "function" || kind === "class" || typeof values[of] === "function";
  return own.flatMap((one) => [
    ...(one.text === "" ? [`${one.name} (${one.place}) has no docstring`] : []),
    ...(isCallable(one) && one.examples.length === 0 ? [`${one.name} (${one.place}) has no @example`] : []),
  ]);
}

describe("every export says what it is, and every function and class shows it", () => {
  test.each(entries)("$name", async (entry) => {
    expect(await lackingIn(entry, documented)).toEqual([]);
  });
});

test("the examples are right in their types, each as a module", () => {
  expect(typeErrorsIn(exampleModules(documented))).toBe("");
});

describe("the examples run", async () => {
  const gpu = await testGpu();
  afterAll(async () => {
    (await import("./examples/given.ts")).disposeGiven();
    (await import("./examples/given_files.ts")).removeFiles();
  });
  // examples_in_browser.test.ts runs the others
  const here = examples.filter(({ givenBy }) => !givenBy.includes("given_browser.ts"));
  for (const { of, place, givenBy, run } of here) {
    test.skipIf(!gpu && givenBy.includes("given_gpu.ts"))(`${of} (${place})`, async () => {
      expect.hasAssertions(); // an example shows what comes out
      await run();
    });
  }
});

const faulty = `export interface Wordless {}
/** @throws Error */
export function mute(): void {}
/** Doubles a number. */
export const double = (x: number): number => 2 * x;
/**
 * Doubles it too.
 * @example
 * \`\`\`ts
 * const text: string = 2 * 1;
 * text; // → 3
 * \`\`\`
 */
export function twice(x: number): number { return 2 * x; }
`;

test("each of these can fail", async () => {
  const folder = mkdtempSync(join(resolve(import.meta.dirname, "../dist"), "faulty-"));
  try {
    const entry = { name: "faulty", source: join(folder, "index.ts") };
    writeFileSync(entry.source, faulty);
    const found = documentedIn([entry]);
    const faults = (await lackingIn(entry, found)).map((fault) => fault.replace(/ \(.*\)/, ""));
    expect(faults).toEqual([
      "Wordless has no docstring", "mute has no docstring", "mute has no @example", "double has no @example",
    ]);
    const [example] = exampleModules(found);
    expect(example?.of).toBe("faulty twice");
    expect(typeErrorsIn([example!])).toMatch(/twice\.ts\(2,7\): error TS2322: Type 'number' is not assignable/);
    writeFileSync(join(folder, example!.file), example!.text);
    await expect(import(/* @vite-ignore */ join(folder, example!.file))).rejects.toThrow("expected 2 to deeply equal 3");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
