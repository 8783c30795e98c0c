import { keep, shippedManifest } from "@camlucida/weights";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { weightsCommand } from "./weights.ts";

let folder: string;
let out: string;
let err: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "camlucida-test-"));
  out = "";
  err = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    err += String(text);
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

it("explains itself", async () => {
  expect(await weightsCommand(["--help"])).toBe(0);
  expect(out).toContain("Usage: camlucida weights");
});

it("lists the models, and which are here", async () => {
  await writeFile(join(folder, "resnet50.safetensors"), "");
  expect(await weightsCommand(["--list", "--cache", folder])).toBe(0);
  const lines = out.trimEnd().split("\n");
  expect(lines).toHaveLength(shippedManifest().models.size);
  expect(lines[0]).toMatch(/^resnet18 .*46\.8 MB.*BSD-3-Clause.*not here.*\(default\)$/);
  expect(lines[2]).toContain(join(folder, "resnet50.safetensors"));
});

it.each([
  ["no name", [], "name a model"],
  ["an unknown option", ["--frce"], "--frce"],
  ["an option without its value", ["resnet18", "--cache"], "--cache"],
  ["an unknown model", ["resnet81"], "Did you mean resnet18?"],
])("answers %s with usage", async (_, args, hint) => {
  expect(await weightsCommand([...args, ...(args.includes("--cache") ? [] : ["--cache", folder])])).toBe(2);
  expect(err).toContain(hint);
  expect(out).toBe("");
});

it("prints path, size and hash of what is here already", async () => {
  const path = join(folder, "resnet50.safetensors");
  await keep(path, new TextEncoder().encode("abc"));
  expect(await weightsCommand(["resnet50", "--cache", folder])).toBe(0);
  // SHA-256 of "abc": FIPS 180-2, appendix B.1.
  expect(out).toBe(`resnet50  ${path}  3 bytes  sha256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n`);
  expect(err).toBe("");
});

it("obtains the others where one fails, and ends with 1", async () => {
  await keep(join(folder, "resnet50.safetensors"), new TextEncoder().encode("abc"));
  await writeFile(join(folder, "resnet18-f37072fd.pth"), "not the published file");
  expect(await weightsCommand(["resnet18", "resnet50", "--cache", folder])).toBe(1);
  expect(err).toContain("download-wrong-hash");
  expect(out).toContain("resnet50  ");
});
