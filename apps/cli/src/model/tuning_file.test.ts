import type { AdapterReport } from "@camlucida/tensor";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inFolder } from "../testing/files.ts";
import { readTuning, tuningPath, writeTuning } from "./tuning_file.ts";

const report: AdapterReport = { name: "GeForce RTX 9999/Ti", backend: "Vulkan", kind: "hardware", storageBuffersPerStage: 8, largestBuffer: 1 };

test("what is written is read again, and later layers are added", async () => {
  await inFolder([], async (folder) => {
    const path = tuningPath(report, folder);
    expect(path).toBe(join(folder, "tuning", "geforce-rtx-9999-ti-vulkan.json"));
    expect(await readTuning(report, path)).toBeUndefined();
    await writeTuning(report, path, { a: "direct", b: "winograd 2×2" });
    await writeTuning(report, path, { b: "winograd 4×4", c: "tiled" });
    expect(await readTuning(report, path)).toEqual({ a: "direct", b: "winograd 4×4", c: "tiled" });
    expect(await readdir(join(folder, "tuning"))).toHaveLength(1);
  });
});

test.each([
  ["another adapter", (text: string) => text.replace("Ti", "XX")],
  ["another version", (text: string) => text.replace(/"version": "[^"]+"/, '"version": "0.0.0"')],
  ["a truncated file", (text: string) => text.slice(0, 40)],
  ["something else", () => "[1, 2]"],
  ["null", () => "null"],
  ["nothing", () => ""],
  ["layers that are none", (text: string) => text.replace(/\{\n\s+"a"[^}]*\}/, "7")],
])("%s: nothing was measured", async (_, damaged) => {
  await inFolder([], async (folder) => {
    const path = tuningPath(report, folder);
    await writeTuning(report, path, { a: "direct" });
    await writeFile(path, damaged(await readFile(path, "utf8")));
    expect(await readTuning(report, path) ?? {}).toEqual({});
  });
});

test("an algorithm that this version does not have is left out", async () => {
  await inFolder([], async (folder) => {
    const path = tuningPath(report, folder);
    await writeTuning(report, path, { a: "direct", b: "tiled" });
    await writeFile(path, (await readFile(path, "utf8")).replace('"tiled"', '"toString"'));
    expect(await readTuning(report, path)).toEqual({ a: "direct" });
  });
});
