// A report's folder: what is left alone, what a killed run leaves, and how the page names files.
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { inFolder } from "../testing/files.ts";
import { addressFrom, beginReport, refuseFolder } from "./report_folder.ts";

const page = `<!doctype html>\n<meta name="generator" content="camlucida report">`;

test("a folder that is not there, empty, or a report of ours may be written to; any other only with --force", async () => {
  await inFolder(["empty/.keep"], async (folder) => {
    await expect(refuseFolder(join(folder, "new"), false)).resolves.toBeUndefined();
    await mkdir(join(folder, "report/thumbnails"), { recursive: true });
    for (const name of ["results.jsonl", ".camlucida-x.tmp"]) await writeFile(join(folder, "report", name), "");
    await expect(refuseFolder(join(folder, "report"), false)).resolves.toBeUndefined(); // of a run that was interrupted
    await writeFile(join(folder, "report/index.html"), page);
    await expect(refuseFolder(join(folder, "report"), false)).resolves.toBeUndefined();
    await writeFile(join(folder, "report/index.html"), "<title>My home page</title>");
    await expect(refuseFolder(join(folder, "report"), false)).rejects.toMatchObject({ code: "output-exists", message: expect.stringContaining("index.html is no report") as string });
    await writeFile(join(folder, "report/notes.txt"), "");
    await expect(refuseFolder(join(folder, "report"), false)).rejects.toMatchObject({ message: expect.stringContaining("such as notes.txt") as string });
    await expect(refuseFolder(join(folder, "report"), true)).resolves.toBeUndefined();
    await expect(refuseFolder(join(folder, "report/notes.txt"), false)).rejects.toMatchObject({ code: "output-unwritable" });
  });
});

test("until it is published nothing that was there changes, and what was not is swept away", async () => {
  await inFolder(["r/index.html", "r/thumbnails/000000.jpg", "r/.report-old/thumbnails/000000.jpg", "r/notes.txt"], async (folder) => {
    const own = join(folder, "r");
    const report = await beginReport(own);
    await writeFile(join(report.thumbnails, "000001.jpg"), "new");
    expect((await readdir(own)).filter((name) => !name.startsWith(".report-")).toSorted()).toEqual(["index.html", "notes.txt", "thumbnails"]);
    expect(await readdir(join(own, "thumbnails"))).toEqual(["000000.jpg"]);
    await report.discard();
    expect((await readdir(own)).toSorted()).toEqual(["index.html", "notes.txt", "thumbnails"]);
    const again = await beginReport(own);
    await writeFile(join(again.thumbnails, "000001.jpg"), "new");
    await writeFile(again.results, "{}\n");
    await again.publish(page);
    expect((await readdir(own)).toSorted()).toEqual(["index.html", "notes.txt", "results.jsonl", "thumbnails"]);
    expect(await readdir(join(own, "thumbnails"))).toEqual(["000001.jpg"]);
    expect(await readFile(join(own, "index.html"), "utf8")).toBe(page);
  });
});

test("addresses are relative to the page, whatever a name holds", () => {
  expect(addressFrom("report", "maps/a b#1%.png")).toBe("../maps/a%20b%231%25.png");
  expect(addressFrom("maps/report", "maps/a.png")).toBe("../a.png");
  expect(addressFrom("report", "/data/a.png")).toMatch(/^(\.\.\/)+data\/a\.png$|^file:/);
  expect(new URL(addressFrom("report", "x/ü.png"), pathToFileURL(join(process.cwd(), "report/"))).href).toBe(pathToFileURL(join(process.cwd(), "x/ü.png")).href);
});
