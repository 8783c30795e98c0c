import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { download, type Patience } from "./download.ts";
import { serve, someBytes, sourceOf, temporaryFolder, whole } from "../testing/temporary.ts";

const file = someBytes(300_000, 1);
const once: Patience = { connect: 2_000, stall: 300, least: { bytes: 1, within: 2_000 }, retries: [] };

it("a file is taken by the digits of its hash that are published, and refused with others", async () => {
  const [folder, server] = [await temporaryFolder(), await serve(whole(file))];
  try {
    const to = join(folder.path, "cache", "model.pth");
    const { sha256, ...source } = sourceOf(server.url, file);
    const rounded = { ...source, bytes: file.length + 300, bytesTolerance: 525 };
    const other = (sha256.startsWith("0") ? "1" : "0") + sha256.slice(1, 8);
    const refused = { code: "download-wrong-hash", message: expect.stringContaining(`begins with ${other}`) as string };
    await expect(download({ ...rounded, sha256: other }, to, once, () => undefined)).rejects.toMatchObject(refused);
    expect(await readdir(dirname(to))).toEqual([]);
    await download({ ...rounded, sha256: sha256.slice(0, 8) }, to, once, () => undefined);
    expect((await readFile(to)).equals(file)).toBe(true);
  } finally {
    await server.close();
    await folder.remove();
  }
});
