// The formats beyond PNG and JPEG against what others read: the files and pixels that test/reference_formats.py has written.
import { describe, expect, test } from "vitest";
import { decodedBytes } from "./decoded_bytes.ts";
import { describeImage, fixture, fixtureJson } from "../testing/files.ts";
import { decodeImage, decodePicture } from "./decode.ts";
import { formatByName, formats } from "./formats.ts";
import { listFormats } from "./list_formats.ts";

const expected = fixtureJson<Record<string, { readonly width: number; readonly height: number; readonly sha256: string }>>("formats/expected.json");
const named = (format: string): string[] => Object.keys(expected).filter((name) => formatByName(name) === format);

describe.each(["WebP", "AVIF", "GIF", "BMP", "TIFF"])("%s, to the last bit", (format) => {
  test.each(named(format))("%s", async (name) => {
    const image = await decodeImage(fixture(`formats/${name}`));
    expect(describeImage(image)).toEqual(expected[name]);
    expect(image.data.every((value, at) => at % 4 !== 3 || value === 255)).toBe(true); // opaque
  });
});

// libheif's build in WebAssembly leaves out the filters that HEVC smooths the edges of its blocks with: differences are small but where a picture is
// compressed to a tenth. 64 levels; 3 on average.
test.each(named("HEIC"))("HEIC nearly: %s", async (name) => {
  const [found, { data, width, height }] = [await decodeImage(fixture(`formats/${name}`)), await decodeImage(fixture(`formats/${name}.expected.png`))];
  expect([found.width, found.height]).toEqual([width, height]);
  const differences = found.data.map((value, at) => Math.abs(value - (data[at] as number)));
  expect(Math.max(...differences)).toBeLessThanOrEqual(64);
  expect(differences.reduce((sum, value) => sum + value, 0) / (0.75 * data.length)).toBeLessThanOrEqual(4);
});

test("each format's files share out memory by their pixels", async () => {
  for (const [name, { width, height }] of Object.entries(expected)) {
    const bytes = await decodedBytes({ kind: "file", path: new URL(`../../../../test/fixtures/formats/${name}`, import.meta.url).pathname });
    const whole = /^(gif|heic)/.test(name) || bytes % (width * height) === 0; // a GIF's frame may reach beyond its canvas, a HEIC be cut to its size
    expect([name, whole, bytes > 0]).toEqual([name, true, true]);
  }
});

test("what is left out of a file is remarked on", async () => {
  const remarks = new Set<string>();
  for (const name of Object.keys(expected)) for (const remark of (await decodePicture(fixture(`formats/${name}`))).remarks) remarks.add(remark);
  expect([...remarks].toSorted()).toEqual(["a TIFF of several pages: the first was read", "an animated GIF: its first frame was read", "an animated WebP: its first frame was read"]);
});

test("--list-formats has a row for each, and JSON an object", () => {
  const lines = listFormats(false).trimEnd().split("\n");
  expect(lines.map((line) => line.split(" ")[0])).toEqual(formats.map(({ name }) => name));
  expect(listFormats(true).trimEnd().split("\n").map((line) => JSON.parse(line) as unknown)).toContainEqual({
    format: "GIF", available: true, endings: ["gif"], decoder: "camlucida", equalTo: "Pillow", note: "first frame",
  });
});
