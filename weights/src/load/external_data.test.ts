// Which files beside a model are read: those of its folder, and where a hub's cache has them.
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { temporaryFolder } from "../testing/temporary.ts";
import { filesBeside } from "./external_data.ts";

const place = await temporaryFolder();
afterAll(() => place.remove());
const bytes = Uint8Array.of(1, 2, 3);
const unsafe = expect.objectContaining({ code: "checkpoint-unsafe" }) as Error;

it("reads what lies beside the model and below, and nothing where there is none", async () => {
  const folder = join(place.path, "model");
  await mkdir(join(folder, "parts"), { recursive: true });
  await writeFile(join(folder, "net.onnx"), bytes);
  await writeFile(join(folder, "parts", "net.data"), bytes);
  const files = filesBeside(join(folder, "net.onnx"));
  expect([...(files("parts/net.data") as Uint8Array)]).toEqual([1, 2, 3]);
  expect(files("none.data")).toBeUndefined();
  expect(files("parts")).toBeUndefined();
});

it("follows no link out of the folder, of a file or of a folder", async () => {
  const folder = join(place.path, "linked");
  await mkdir(folder);
  await mkdir(join(place.path, "elsewhere"));
  await writeFile(join(place.path, "elsewhere", "secret"), bytes);
  await writeFile(join(folder, "net.onnx"), bytes);
  await symlink(join(place.path, "elsewhere", "secret"), join(folder, "net.data"));
  await symlink(join(place.path, "elsewhere"), join(folder, "parts"));
  await symlink("/etc/passwd", join(folder, "passwd"));
  const files = filesBeside(join(folder, "net.onnx"));
  for (const name of ["net.data", "parts/secret", "passwd"]) expect(() => files(name)).toThrow(unsafe);
});

it("follows links to where the model itself lies, as in a hub's cache", async () => {
  const [blobs, snapshot] = [join(place.path, "hub", "blobs"), join(place.path, "hub", "snapshots", "1")];
  await mkdir(blobs, { recursive: true });
  await mkdir(snapshot, { recursive: true });
  for (const [blob, name] of [["aa", "net.onnx"], ["bb", "net.onnx_data"]] as const) {
    await writeFile(join(blobs, blob), bytes);
    await symlink(join("..", "..", "blobs", blob), join(snapshot, name));
  }
  expect([...(filesBeside(join(snapshot, "net.onnx"))("net.onnx_data") as Uint8Array)]).toEqual([1, 2, 3]);
});
