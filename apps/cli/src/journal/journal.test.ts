import { mkdir, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Input } from "../files/inputs.ts";
import type { InputResult } from "../report/result.ts";
import { inFolder } from "../testing/files.ts";
import { type Journal, openJournal, type ResumeOptions } from "./journal.ts";
import type { RunFacts } from "./lines.ts";

const facts: RunFacts = { version: "1.0.0", shard: null, settings: "s", model: "m", words: ["photos"] };
const code = (name: string): Error => expect.objectContaining({ code: name }) as Error;

/** A folder with three pictures, and a journal that is opened again and again. */
interface Place {
  readonly path: string; // the journal's
  readonly inputs: readonly Input[];
  file(name: string): string;
  /** Opens it, and closes it afterwards. */
  using(use: (journal: Journal) => Promise<void>, options?: Partial<ResumeOptions & RunFacts>): Promise<string[]>;
  /** Which of the three are done. */
  done(options?: Partial<ResumeOptions & RunFacts>): Promise<boolean[]>;
}

async function inPlace(use: (place: Place) => Promise<void>): Promise<void> {
  await inFolder(["a.png", "b.png", "c \"\\ü.png", "out/a", "out/b", "out/c"], async (folder) => {
    const path = join(folder, "r.jsonl");
    const inputs = ["a.png", "b.png", "c \"\\ü.png"].map((name): Input => ({ kind: "file", path: join(folder, name) }));
    const using: Place["using"] = async (work, { resumeBy = "stat", keepFailures = false, force = false, ...run } = {}) => {
      const said: string[] = [];
      const journal = await openJournal(path, { ...facts, ...run }, { resumeBy, keepFailures, force }, (line) => said.push(line));
      try {
        await work(journal);
      } finally {
        await journal.close();
      }
      return said;
    };
    const done: Place["done"] = async (options) => {
      let found: boolean[] = [];
      await using(async (journal) => {
        found = (await Promise.all(inputs.map((input) => journal.done(input)))).map((line) => line !== undefined);
      }, options);
      return found;
    };
    await use({ path, inputs, file: (name) => join(folder, name), using, done });
  });
}

/** As if it had been explained. */
function success(input: Input, { file }: Place): InputResult {
  const path = "path" in input ? input.path : "";
  return { image: path, ok: true, skipped: true, files: [file(`out/${path.includes("a.png") ? "a" : path.includes("b.png") ? "b" : "c"}`)] };
}

const failure = ({ image }: InputResult): InputResult => ({ image, ok: false, error: { code: "image-empty", message: "" } });

/** Explains all of them, by a run that comes to its end. */
const explain = (place: Place, options?: Partial<ResumeOptions>): Promise<string[]> => place.using(async (journal) => {
  for (const input of place.inputs) await journal.keep(success(input, place), await journal.sourceOf(input));
  await journal.end({ inputs: 3, failed: 0 });
}, options);

const linesOf = async ({ path }: Place): Promise<string[]> => (await readFile(path, "utf8")).split("\n").slice(0, -1);

test("what is done is known again, and nothing is written where nothing is new", async () => {
  await inPlace(async (place) => {
    expect(await place.done()).toEqual([false, false, false]);
    await explain(place);
    const before = await readFile(place.path, "utf8");
    expect(await place.done()).toEqual([true, true, true]);
    await place.using((journal) => journal.end({ inputs: 3, failed: 0 }));
    expect(await readFile(place.path, "utf8")).toBe(before);
    expect((await readdir(place.file("."))).toSorted()).toEqual(["a.png", "b.png", "c \"\\ü.png", "out", "r.jsonl"]);
  });
});

test("a picture is done again that changed, whose result is gone, that failed, and that was never done", async () => {
  await inPlace(async (place) => {
    await explain(place);
    await utimes(place.file("a.png"), 1, 1);
    await rm(place.file("out/b"));
    expect(await place.done()).toEqual([false, false, true]);
    await place.using(async (journal) => journal.keep(failure(success(place.inputs[2] as Input, place)), undefined));
    expect(await place.done()).toEqual([false, false, false]);
    expect(await place.done({ keepFailures: true })).toEqual([false, false, true]);
  });
});

test("by content a file may be touched, and not be changed", async () => {
  await inPlace(async (place) => {
    await explain(place);
    expect(await place.done({ resumeBy: "content" })).toEqual([false, false, false]); // the lines do not tell
    await explain(place, { resumeBy: "content" });
    await utimes(place.file("a.png"), 1, 1);
    await writeFile(place.file("b.png"), "!");
    expect(await place.done({ resumeBy: "content" })).toEqual([true, false, true]);
    expect(await place.done()).toEqual([false, false, true]);
  });
});

test("wherever the file is cut off, what is whole counts, and it is gone on with", async () => {
  await inPlace(async (place) => {
    await explain(place);
    const whole = await readFile(place.path);
    const ends = [...whole.entries()].filter(([, byte]) => byte === 0x0a).map(([at]) => at + 1);
    for (let length = 0; length < whole.length; length += 7) {
      await writeFile(place.path, whole.subarray(0, length));
      const count = ends.filter((end) => end <= length).length - 1; // without the line of the run
      expect(await place.done(), String(length)).toEqual([0, 1, 2].map((at) => at < count));
      await explain(place);
      const lines = await linesOf(place);
      expect(lines.map((line) => Object.keys(JSON.parse(line) as object)[0])).toEqual(["run", "image", "image", "image", "end"]);
    }
  });
});

test("a line that is damaged costs its picture, and no other", async () => {
  await inPlace(async (place) => {
    await explain(place);
    const [run, a, b, c, end] = await linesOf(place);
    await writeFile(place.path, `${run}\n${a?.slice(0, -9)}\n\0\0\0\n${b}\n${JSON.stringify({ image: 7 })}\n${c}\n${end}\n`);
    expect(await place.done()).toEqual([false, true, true]);
  });
});

test("the last line of a picture counts, and the others go at the end", async () => {
  await inPlace(async (place) => {
    await explain(place);
    await place.using(async (journal) => {
      const result = success(place.inputs[0] as Input, place);
      await journal.keep(failure(result), undefined);
      await journal.keep(result, await journal.sourceOf(place.inputs[0] as Input));
    });
    expect(await linesOf(place)).toHaveLength(7);
    expect(await place.done()).toEqual([true, true, true]);
    await place.using((journal) => journal.end({ inputs: 3, failed: 0 }));
    const images = (await linesOf(place)).map((line) => (JSON.parse(line) as { image?: string }).image);
    expect(images).toEqual([undefined, ...[1, 2, 0].map((at) => (place.inputs[at] as { path: string }).path), undefined]);
    expect(await place.done()).toEqual([true, true, true]);
  });
});

test("other settings, another model, another part: refused; --force does all again, and keeps what it does not touch", async () => {
  await inPlace(async (place) => {
    await explain(place);
    const before = await readFile(place.path, "utf8");
    await expect(place.done({ settings: "t" })).rejects.toThrow(code("journal-settings"));
    await expect(place.done({ model: "n" })).rejects.toThrow(code("journal-model"));
    await expect(place.done({ shard: "1/2", force: true })).rejects.toThrow(code("journal-shard"));
    expect(await readFile(place.path, "utf8")).toBe(before);
    await place.using(async (journal) => {
      const [first] = place.inputs;
      expect(await journal.done(first as Input)).toBeUndefined();
      await journal.keep(success(first as Input, place), await journal.sourceOf(first as Input));
      await journal.end({ inputs: 1, failed: 0 });
    }, { settings: "t", force: true });
    expect(await place.done({ settings: "t" })).toEqual([true, false, false]);
    const runs = (await linesOf(place)).map((line) => (JSON.parse(line) as { run?: RunFacts }).run?.settings ?? "");
    expect(runs).toEqual(["s", "", "", "t", "", ""]);
  });
});

test("another version goes on, and says so", async () => {
  await inPlace(async (place) => {
    await explain(place);
    const said = await place.using(async (journal) => { expect(await journal.done(place.inputs[0] as Input)).toBeDefined(); }, { version: "2.0.0" });
    expect(said).toEqual([expect.stringMatching(/was begun by camlucida 1\.0\.0, and is gone on with by 2\.0\.0/)]);
  });
});

test("one run at a time; no file but its own", async () => {
  await inPlace(async (place) => {
    await place.using(async () => { await expect(place.done()).rejects.toThrow(code("journal-in-use")); });
    expect(await place.done()).toEqual([false, false, false]);
    for (const bytes of ["\u0089PNG", "{\"image\":\"a.png\"}\n", "[]"]) {
      await writeFile(place.path, bytes);
      await expect(place.done()).rejects.toThrow(code("journal-malformed"));
      expect(await readFile(place.path, "utf8")).toBe(bytes);
    }
    await rm(place.path);
    await mkdir(place.path);
    await expect(place.done()).rejects.toThrow(code("output-unwritable"));
  });
});
