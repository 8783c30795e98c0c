// Thumbnails of few pictures here, and of many by threads: the same bytes; what is gone is told, and costs nobody the others.
import type { ExplainedPicture } from "@camlucida/report";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { decodeImage } from "../image/decode.ts";
import { encodePng } from "../image/encode.ts";
import { inFolder } from "../testing/files.ts";
import { smaller, thumbnailOf } from "./thumbnail.ts";
import { makeThumbnails } from "./thumbnails.ts";

const grey = (width: number, height: number) => ({ width, height, data: new Uint8Array(4 * width * height).fill(128).map((level, at) => (at % 4 === 3 ? 255 : level)) });

/** A picture with one map for each overlay. */
const picture = (image: string, ...overlays: (string | null)[]): ExplainedPicture => ({
  image, model: { name: "m", sha256: null, classes: 2, preprocessing: "null" }, device: { kind: "cpu", name: "c" }, top: [],
  maps: overlays.map((overlay) => ({ method: "cam", layer: "layer4", unit: "logits", class: 0, label: "a", overlay, curves: null, metrics: {}, shares: undefined })),
});

test.each([[320, 200, 160, 100], [100, 400, 40, 160], [64, 64, 64, 64], [4000, 3, 160, 1]])("%i×%i becomes %i×%i", (width, height, ...expected) => {
  const small = smaller(grey(width, height));
  expect([small.width, small.height]).toEqual(expected);
  expect(new Set(small.data)).toEqual(new Set([128, 255]));
});

test.each([3, 40])("of %i pictures, some of them gone", async (count) => {
  await inFolder([], async (folder) => {
    const at = (name: string): string => join(folder, name);
    await mkdir(at("thumbnails"));
    for (let number = 0; number < count; number++) await writeFile(at(`${number}.png`), await encodePng(grey(200 + number, 100)));
    await writeFile(at("broken.png"), "no picture");
    const pictures = [
      ...Array.from({ length: count }, (_, number) => picture(at(`${number}.png`), null)),
      picture(at("0.png"), at("1.png"), at("gone.png"), "-"), // an overlay, one that is gone, one that went to standard output
      picture(at("broken.png"), at("gone.png")),
      picture(at("2.png")),
    ];
    let done = 0;
    const { numbers, missing } = await makeThumbnails(pictures, at("thumbnails"), (so) => { done = Math.max(done, so); });
    const own = Array.from({ length: count }, (_, number) => number);
    expect(numbers).toEqual([...own, count, count + 1, 0, -1]); // standard output's is the photograph's, which is there already
    expect(done).toBe(count + 3);
    expect(missing.map(({ path }) => path)).toEqual(["broken.png", "gone.png", "gone.png"].map(at));
    const names = await readdir(at("thumbnails"));
    expect(names.toSorted()).toEqual(Array.from({ length: count + 2 }, (_, number) => `${String(number).padStart(6, "0")}.jpg`));
    const last = await readFile(at(`thumbnails/${String(count - 1).padStart(6, "0")}.jpg`));
    expect(new Uint8Array(last)).toEqual(new Uint8Array(await thumbnailOf(at(`${count - 1}.png`))));
    expect(await decodeImage(last)).toMatchObject({ width: 160 });
  });
});
