import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readLabelsFile } from "./model.ts";
import { inFolder } from "../testing/files.ts";

const code = (name: string): unknown => expect.objectContaining({ code: name });

test("a file: read, missing, not text, too large", async () => {
  await inFolder([], async (folder) => {
    const path = join(folder, "labels.txt");
    await expect(readLabelsFile(path)).rejects.toThrow(code("labels-unreadable"));
    await writeFile(path, "a\nb\n");
    expect(await readLabelsFile(path)).toEqual(["a", "b"]);
    await writeFile(path, Uint8Array.of(0x89, 0x50, 0xff));
    await expect(readLabelsFile(path)).rejects.toThrow(code("labels-unreadable"));
    await writeFile(path, new Uint8Array(9 * 1024 * 1024));
    await expect(readLabelsFile(path)).rejects.toThrow(code("labels-too-large"));
    await writeFile(path, "a\n\nb");
    await expect(readLabelsFile(path)).rejects.toThrow(/labels\.txt cannot be used/);
  });
});
