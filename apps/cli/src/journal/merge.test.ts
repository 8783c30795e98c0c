import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inFolder } from "../testing/files.ts";
import { mergeCommand } from "./merge_command.ts";

const code = (name: string): Error => expect.objectContaining({ code: name }) as Error;
const run = (shard: string | null, more = {}): object => ({ run: { version: "1.0.0", shard, settings: "s", model: "m", words: [], ...more } });
const picture = (image: string, ok = true): object => (ok ? { image, ok, skipped: true, files: [] } : { image, ok, error: { code: "image-empty", message: "" } });
const end = { end: { inputs: 0, failed: 0 } };

/** Joins files of these lines. @returns the lines of the whole */
async function merged(...files: readonly (readonly object[])[]): Promise<unknown[]> {
  let printed = "";
  await inFolder([], async (folder) => {
    const paths = files.map((_, at) => join(folder, `${at}.jsonl`));
    for (const [at, lines] of files.entries()) await writeFile(paths[at] as string, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    const stdout = { write: async (text: string | Uint8Array): Promise<boolean> => { printed += String(text); return true; } };
    await mergeCommand({ results: paths, out: undefined, force: false, detail: "quiet" }, stdout);
  });
  return printed.trim().split("\n").map((line) => JSON.parse(line) as unknown);
}

test("parts become the whole, in the order of names, each picture by its last line", async () => {
  const lines = await merged(
    [run("2/2"), picture("b", false), picture("d"), picture("b"), end],
    [run("1/2"), picture("c", false), end, picture("a"), end],
  );
  expect(lines).toEqual([run(null), picture("a"), picture("b"), picture("c", false), picture("d"), { end: { inputs: 4, failed: 1 } }]);
  expect(await merged([run(null), picture("a"), end], [run(null), picture("b"), end])).toHaveLength(4); // of two folders
});

test.each([
  ["journal-missing", /The parts 2\/4, 4\/4 are missing.*--shard 2\/4/, [[run("1/4"), end], [run("3/4"), end]]],
  ["journal-twice", /The part 1\/2 is there twice: .*0\.jsonl and .*1\.jsonl/, [[run("1/2"), end], [run("1/2"), end], [run("2/2"), end]]],
  ["journal-twice", /a is in .*0\.jsonl and in .*1\.jsonl/, [[run(null), picture("a"), end], [run(null), picture("a"), end]]],
  ["journal-unfinished", /1\.jsonl \(the part 2\/2\) has not come to its end: it has 1 pictures/, [[run("1/2"), end], [run("2/2"), end, picture("a")]]],
  ["journal-settings", /different settings/, [[run("1/2"), end], [run("2/2", { settings: "t" }), end]]],
  ["journal-model", /different models/, [[run("1/2"), end], [run("2/2", { model: "n" }), end]]],
  ["journal-shard", /no parts of one whole/, [[run("1/2"), end], [run("2/3"), end]]],
  ["journal-shard", /no parts of one whole/, [[run("1/2"), end], [run(null), end]]],
  ["journal-malformed", /no line of it tells of a run/, [[picture("a"), end]]],
])("%s: %s", async (name, message, files) => {
  await expect(merged(...files)).rejects.toThrow(code(name));
  await expect(merged(...files)).rejects.toThrow(message);
});

test("into a file: whole, never over another, and not at all where something is wrong", async () => {
  await inFolder([], async (folder) => {
    const [part, out] = [join(folder, "part.jsonl"), join(folder, "new", "all.jsonl")];
    const merge = (force = false): Promise<unknown> => mergeCommand({ results: [part], out, force, detail: "quiet" }, { write: () => Promise.resolve(true) });
    await expect(merge()).rejects.toThrow(code("journal-unreadable"));
    await writeFile(part, [run(null), picture("a"), end].map((line) => `${JSON.stringify(line)}\n`).join(""));
    await merge();
    expect((await readFile(out, "utf8")).split("\n")).toHaveLength(4);
    await expect(merge()).rejects.toThrow(code("output-exists"));
    await merge(true);
    await writeFile(part, "{");
    await expect(merge(true)).rejects.toThrow(code("journal-malformed"));
    expect((await readFile(out, "utf8")).split("\n")).toHaveLength(4);
  });
});
