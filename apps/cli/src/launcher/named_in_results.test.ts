// What a report may read besides its lines: the folders that they name.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { needsOf } from "../../bin/permissions.mjs";
import { inFolder } from "../testing/files.ts";

test("the folders of pictures, overlays and maps, and nothing else that a line says", async () => {
  await inFolder([], async (folder) => {
    const results = join(folder, "run.jsonl");
    const line = (image: string, overlay: string | null, raw: string | null): string => JSON.stringify({ image, ok: true, model: { name: "/secret/my.pth" }, maps: [{ overlay, raw }], sheet: "/other/sheet.png" });
    const many = Array.from({ length: 20_000 }, (_, at) => line(`photos/${at}.png`, `maps/${at}.cam.png`, null)); // more than is read at a time
    await writeFile(results, [...many, line("/data/a \"b\"/é.png", "-", "npy/é.npy"), line("cut.png", "half", null).slice(0, 12)].join("\n"));
    const reads = needsOf(["report", results, join(folder, "gone.jsonl"), "--out", "page"], { environment: { CAMLUCIDA_CACHE: "/cache" }, platform: "linux" }).read;
    expect(reads.slice(2)).toEqual([results, join(folder, "gone.jsonl"), "photos", "maps", "/data/a \"b\"", ".", "npy", "page"]);
  });
});
