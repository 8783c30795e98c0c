import { truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { createTar } from "nanotar";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readTarball } from "./tarball.ts";
import { temporaryFolder, someBytes } from "../testing/temporary.ts";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let path: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder.path, "package.tgz");
});
afterEach(() => folder.remove());

const shard = someBytes(70_000, 1);
const tar = createTar([
  { name: "package/package.json", data: "{}" },
  { name: "package/net/model.json", data: "[1]" },
  { name: "package/net/shard.bin", data: shard },
  { name: "package/net-other/model.json", data: "[2]" },
]);

describe("a package's tarball", () => {
  it("gives the files of one folder", async () => {
    await writeFile(path, gzipSync(tar));
    const files = await readTarball(path, "net", tar.length);
    expect([...files.keys()]).toEqual(["model.json", "shard.bin"]);
    expect(new TextDecoder().decode(files.get("model.json"))).toBe("[1]");
    expect(Buffer.compare(files.get("shard.bin") ?? new Uint8Array(), shard)).toBe(0);
  });

  it("never unpacks to more than it may", async () => {
    await writeFile(path, gzipSync(new Uint8Array(50_000_000))); // 50 kB
    await expect(readTarball(path, "net", tar.length)).rejects.toMatchObject({
      code: "package-malformed",
      message: expect.stringContaining(`more than ${tar.length}`) as string,
    });
  });

  it("is refused where it is cut, no gzip, no tar, or lacks the folder", async () => {
    await writeFile(path, gzipSync(tar));
    await truncate(path, 20_000);
    await expect(readTarball(path, "net", tar.length)).rejects.toMatchObject({ code: "package-malformed" });
    await writeFile(path, tar);
    await expect(readTarball(path, "net", tar.length)).rejects.toMatchObject({ code: "package-malformed" });
    await writeFile(path, gzipSync(someBytes(10_000, 4)));
    await expect(readTarball(path, "net", 10_000)).rejects.toMatchObject({ code: "package-malformed" });
    await writeFile(path, gzipSync(tar));
    await expect(readTarball(path, "absent", tar.length)).rejects.toMatchObject({ code: "package-malformed" });
    await expect(readTarball(join(folder.path, "missing.tgz"), "net", tar.length)).rejects.toMatchObject({
      code: "package-malformed",
    });
  });

  // The size field of a tar header: 12 octal digits at offset 124.
  it.each([["backwards", "-0000001000"], ["beyond the end", "77777777777"]])(
    "is refused where an entry leads %s",
    async (_, size) => {
      for (const type of ["0", "x", "g", "L"]) {
        const broken = tar.slice();
        broken.set(new TextEncoder().encode(size), 124);
        broken.set(new TextEncoder().encode(type), 156);
        await writeFile(path, gzipSync(broken));
        await expect(readTarball(path, "net", tar.length)).rejects.toMatchObject({ code: "package-malformed" });
      }
    },
  );

  it("is refused where it holds a file twice, also under a name that climbs back", async () => {
    const twice = createTar([{ name: "package/net/model.json", data: "1" }, {
      name: "package/net/../../package/net/model.json",
      data: "2",
    }]);
    await writeFile(path, gzipSync(twice));
    await expect(readTarball(path, "net", twice.length)).rejects.toMatchObject({
      code: "package-malformed",
      message: expect.stringContaining("twice") as string,
    });
  });
});
