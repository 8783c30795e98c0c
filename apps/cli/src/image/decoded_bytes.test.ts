import { Buffer } from "node:buffer";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { expectations, fixture } from "../testing/files.ts";
import { decodedBytes } from "./decoded_bytes.ts";
import { pixelLimit } from "./pixel_limit.ts";

async function bytesOf(content: Uint8Array): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "camlucida-"));
  const path = join(folder, "picture");
  try {
    await writeFile(path, content);
    return await decodedBytes({ kind: "file", path });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A picture with segments put before its frame. */
const behind = (...segments: readonly Uint8Array[]): Uint8Array => {
  const photo = fixture("images/420_64x48.jpg");
  return Buffer.concat([photo.subarray(0, 2), ...segments, photo.subarray(2)]);
};
const app = (length: number): Uint8Array => Buffer.concat([Uint8Array.of(0xff, 0xe2, length >> 8, length & 0xff), new Uint8Array(length - 2).fill(0xff)]);

test("4 bytes for every pixel that will be decoded, of every kind of PNG and JPEG", async () => {
  for (const [name, { width, height }] of expectations()) expect([name, await bytesOf(fixture(`images/${name}`))]).toEqual([name, 4 * width * height]);
});

test("a CMYK JPEG counts for what its decoder takes", async () => {
  expect(await bytesOf(fixture("images/cmyk_48x36.jpg"))).toBe(40 * 48 * 36);
});

test("the size of a JPEG is found behind long segments, wherever they end in what is read at once", async () => {
  for (let shift = 2; shift < 40; shift++) expect(await bytesOf(behind(app(65_480), app(shift)))).toBe(4 * 64 * 48);
  expect(await bytesOf(behind(...Array.from({ length: 9 }, () => app(65_535))))).toBe(4 * 64 * 48);
  expect(await bytesOf(behind(app(2), new Uint8Array(200_000)))).toBe(4 * 64 * 48); // bytes that belong to no segment, as decoders skip them
});

test("what hides its size counts as the largest picture; what is none, or is refused, as nothing", async () => {
  expect(await bytesOf(behind(...Array.from({ length: 10_001 }, () => app(2))))).toBe(4 * pixelLimit);
  expect(await decodedBytes({ kind: "stdin" })).toBe(4 * pixelLimit);
  expect(await bytesOf(new TextEncoder().encode("no picture"))).toBe(0);
  expect(await bytesOf(new Uint8Array())).toBe(0);
  expect(await bytesOf(fixture("images/420_64x48.jpg").subarray(0, 100))).toBe(0);
  expect(await decodedBytes({ kind: "file", path: "nothing/there.jpg" })).toBe(0);
  expect(await decodedBytes({ kind: "file", path: "/dev/zero" })).toBe(0);
});
