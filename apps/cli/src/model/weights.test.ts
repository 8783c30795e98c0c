import { keep, shippedManifest } from "@camlucida/weights";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { parseArguments } from "../arguments/arguments.ts";
import { weightsCommand } from "./weights.ts";

let folder: string;
let out: string;
let err: string;

/** `camlucida weights` with these words behind it, all of its models in a folder of the test's. */
function weights(...words: string[]): Promise<number> {
  const command = parseArguments(["weights", ...words, "--cache", folder], { colormaps: [] });
  if (command.kind !== "weights") throw new Error(command.kind);
  const write = (text: string | Uint8Array): Promise<boolean> => {
    out += String(text);
    return Promise.resolve(true);
  };
  return weightsCommand(command.options, { write });
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "camlucida-test-"));
  out = "";
  err = "";
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    err += String(text);
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

it("lists the models, and which are here", async () => {
  await writeFile(join(folder, "resnet50.safetensors"), "");
  expect(await weights("--list")).toBe(0);
  const lines = out.trimEnd().split("\n");
  expect(lines).toHaveLength(shippedManifest().models.size);
  expect(lines[0]).toMatch(/^resnet18 .*46\.8 MB.*BSD-3-Clause.*not here.*\(default\)$/);
  expect(lines[2]).toContain(join(folder, "resnet50.safetensors"));
});

it("says which model was meant, where none is obtained", async () => {
  await expect(weights("resnet50", "resnet81")).rejects.toThrow(expect.objectContaining({ code: "usage-bad-value", message: expect.stringContaining("Did you mean resnet18?") as string }));
  expect(out).toBe("");
});

it("prints path, size and hash of what is here already", async () => {
  const path = join(folder, "resnet50.safetensors");
  await keep(path, new TextEncoder().encode("abc"));
  expect(await weights("resnet50")).toBe(0);
  // SHA-256 of "abc": FIPS 180-2, appendix B.1.
  expect(out).toBe(`resnet50  ${path}  3 bytes  sha256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n`);
  expect(err).toBe("");
});

it("obtains the others where one fails, and ends with 1", async () => {
  await keep(join(folder, "resnet50.safetensors"), new TextEncoder().encode("abc"));
  await writeFile(join(folder, "resnet18-f37072fd.pth"), "not the published file");
  expect(await weights("resnet18", "resnet50")).toBe(1);
  expect(err).toContain("download-wrong-hash");
  expect(out).toContain("resnet50  ");
});
