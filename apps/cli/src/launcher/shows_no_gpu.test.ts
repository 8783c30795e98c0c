import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { showsNoGpu } from "../../../../scripts/launcher/deno.mjs";
import { inFolder } from "../testing/files.ts";

test.each([["dri", false], ["nvidia0", false], ["dxg", false], ["mali0", false], ["tty0", true], ["xdri", true]])("on Linux, a computer with /dev/%s shows no GPU: %s", async (name, none) => {
  await inFolder([], async (folder) => {
    await mkdir(join(folder, name));
    await mkdir(join(folder, "null"));
    expect(showsNoGpu("linux", folder)).toBe(none);
    expect(showsNoGpu("darwin", folder)).toBe(false); // where files say nothing, adapters are asked for
    expect(showsNoGpu("win32", folder)).toBe(false);
  });
});

test("a folder of devices that cannot be read says nothing", () => {
  expect(showsNoGpu("linux", "/nowhere/at/all")).toBe(false);
});
