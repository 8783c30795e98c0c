// Every command that the documents, the help and the manual page print, run by a shell as it is printed: with stand-ins for the photographs,
// for the models and for example.org, in a folder of its own each, since they are alternatives. The queue's are one story: cli_documents_fleet.test.ts.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isOfFleet, linesOf, printedLines } from "./printed_lines.ts";
import { openPrintedPlace, type PrintedPlace, quoted, repository } from "./printed_place.ts";
import { resultsOf } from "./workplace.ts";

const { scripts } = JSON.parse(await readFile(join(repository, "package.json"), "utf8")) as { scripts: Record<string, string> };
const { documents, help, manual } = await printedLines();

/** Each once: the Japanese ones differ by the names of photographs, those of the manual page by npx. */
const lines = [...new Map([...manual, ...documents, ...help].map((line) => [inEnglish(line), line])).values()].filter((line) => !isOfFleet(line));

function inEnglish(line: string): string {
  return line.replace("写真フォルダー/", "photos/").replace("写真.jpg", "cat.jpg").replaceAll("npx camlucida", "camlucida");
}

/** What takes minutes, installs or serves. */
const isLong = (line: string): boolean => /^npm (?!run cam )|^(npx )?camlucida tune/.test(line);

let place: PrintedPlace;
beforeAll(async () => {
  place = await openPrintedPlace(scripts);
});
afterAll(() => place.close());

test("the documents print commands, and so do the help and the manual page", () => {
  expect(documents.length).toBeGreaterThan(40);
  expect(help.length).toBeGreaterThan(5);
  expect(manual.length).toBeGreaterThan(15);
  expect(linesOf("```sh\nnpx camlucida a.png   # why\n# nothing\n```\n```json\nnpx no\n```\n")).toEqual(["npx camlucida a.png"]);
});

/** What a line needs that an earlier one has left. */
const leftFor = (line: string): string[] => (/camlucida (merge|report) /.test(line) ? line.match(/\S+\.jsonl(?= )/g) ?? [] : []);

/** Lines that tell something, and those that write something else than pictures. */
const tells = /--help|--list|--check|--dry-run|camlucida (weights|inspect|help|version)/;
const writes = /camlucida (merge|report|completion)|> photos\.csv/;

describe.skipIf(process.platform === "win32")("as printed", () => {
  test.concurrent.each(lines.filter((line) => !isLong(line)))("%s", async (line) => {
    const where = await place.copy(...leftFor(line));
    const before = await readdir(where, { recursive: true });
    const run = await place.shell(line, where);
    expect(run.stderr).not.toMatch(/✗|left out|Error/);
    expect(run.code).toBe(0);
    const added = (await readdir(where, { recursive: true })).filter((name) => !before.includes(name));
    if (tells.test(line)) expect(run.stdout).not.toBe("");
    else expect(added.filter((name) => (writes.test(line) ? /\.(html|jsonl|csv|ps1)$|^\./ : /\.(png|npy|svg)$/).test(name))).not.toEqual([]);
    if (line.includes("--report") || line.includes("camlucida report")) expect(added).toContain(join("report", "index.html"));
    if (/--json *$/.test(line)) expect(resultsOf(run).every(({ ok }) => ok)).toBe(true);
    if (line.includes("jq")) expect(run.stdout).toMatch(/^((tabby|lynx|Egyptian cat)\n){2}$/);
    if (line.includes("> cat.cam.png")) expect((await readFile(join(where, "cat.cam.png"))).subarray(1, 4).toString()).toBe("PNG");
  });

  test.each(lines.filter(isLong))("%s: is there, and knows its options", async (line) => {
    const [, , script = "test"] = /^npm (run )?(\S+)/.exec(line) ?? [];
    if (line.startsWith("npm")) expect(existsSync(join(repository, /^node (\S+)/.exec(scripts[script] ?? "")?.[1] ?? "nowhere"))).toBe(true);
    if (!/^npm run web|camlucida tune/.test(line)) return;
    const run = await place.shell(`${line.replace(/^npm run web( --)?/, `node ${quoted(join(repository, "scripts/web.mjs"))}`)} --help`, await place.copy());
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining("Usage:") as unknown });
  });

  test("npx finds the command in a clone, and adds nothing to what it says", async () => {
    const where = await place.copy();
    const run = await new Promise((done) => {
      execFile("npx", ["--prefix", repository, "camlucida", "--version"], { cwd: where, encoding: "utf8", shell: process.platform === "win32" }, (error, stdout) => done({ code: error?.code ?? 0, stdout }));
    });
    expect(run).toMatchObject({ code: 0, stdout: expect.stringMatching(/^camlucida \S+\n$/) as unknown });
  });
});
