import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { BoxesError } from "../errors/errors.ts";
import { inFolder } from "../testing/files.ts";
import { readBoxesFile, tableOf, type BoxesOf } from "./boxes_file.ts";

async function boxesIn(content: unknown, use: (boxesOf: BoxesOf) => void): Promise<void> {
  await inFolder([], async (folder) => {
    const path = join(folder, "boxes.json");
    await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
    use(await readBoxesFile(path));
  });
}

const box = (x: number, y: number, width: number, height: number): object => ({ x, y, width, height });

test("one box, several, or by class", async () => {
  const content = { "a.png": [1, 2, 3, 4], "b.png": [[1, 2, 3, 4], [5, 6, 7, 8]], "c.png": { Cat: [[0, 0, 9, 9]], dog: [5, 5, 1.5, 1] }, "d.png": [] };
  await boxesIn(content, (boxesOf) => {
    expect(boxesOf("photos/a.png", "cat")).toEqual([box(1, 2, 3, 4)]);
    expect(boxesOf("b.png", "anything")).toEqual([box(1, 2, 3, 4), box(5, 6, 7, 8)]);
    expect(boxesOf("c.png", "cat")).toEqual([box(0, 0, 9, 9)]);
    expect(boxesOf("c.png", "Dog")).toEqual([box(5, 5, 1.5, 1)]);
    for (const [photo, label] of [["c.png", "bird"], ["d.png", "cat"], ["e.png", "cat"]] as const) expect(boxesOf(photo, label)).toEqual([]);
  });
});

test("a path is nearer than a file name", async () => {
  await boxesIn({ "x/a.png": [1, 1, 1, 1], "a.png": [2, 2, 2, 2] }, (boxesOf) => {
    expect(boxesOf("x/a.png", "cat")).toEqual([box(1, 1, 1, 1)]);
    expect(boxesOf("y/a.png", "cat")).toEqual([box(2, 2, 2, 2)]);
  });
});

test("COCO's form", async () => {
  const coco = {
    info: { year: 2017 },
    images: [{ id: 7, file_name: "a.png", width: 640 }, { id: 8, file_name: "b.png" }],
    categories: [{ id: 1, name: "cat" }, { id: 2, name: "Dog" }],
    annotations: [
      { id: 1, image_id: 7, category_id: 1, bbox: [1, 2, 3, 4], iscrowd: 0 }, { image_id: 7, category_id: 2, bbox: [5, 6, 7, 8] },
      { image_id: 7, category_id: 1, bbox: [9, 9, 1, 1] },
    ],
  };
  await boxesIn(coco, (boxesOf) => {
    expect(boxesOf("a.png", "cat")).toEqual([box(1, 2, 3, 4), box(9, 9, 1, 1)]);
    expect(boxesOf("a.png", "dog")).toEqual([box(5, 6, 7, 8)]);
    expect(boxesOf("b.png", "cat")).toEqual([]);
  });
  const orphan = { ...coco, annotations: [{ image_id: 99, category_id: 1, bbox: [1, 2, 3, 4] }] };
  await expect(boxesIn(orphan, () => undefined)).rejects.toThrow(/looks like COCO's/);
});

test.each([
  ["no JSON", "{", /cannot be read as JSON/],
  ["a list", [[1, 2, 3, 4]], /not a JSON object/],
  ["a box without an area", { "a.png": [1, 2, 0, 4] }, /the entry of "a\.png" is no box/],
  ["corners that are no numbers", { "a.png": [1, 2, 3, "4"] }, /"a\.png" is no box/],
  ["three numbers", { "a.png": [[1, 2, 3]] }, /"a\.png" is no box/],
  ["a class without boxes", { "a.png": { cat: 3 } }, /"a\.png" is no box/],
])("%s is refused with what is expected", async (_, content, message) => {
  await expect(boxesIn(content, () => undefined)).rejects.toThrow(message);
  await expect(boxesIn(content, () => undefined)).rejects.toThrow(/Give file names and boxes in pixels: \{"cat\.png"/);
});

test("a missing file", async () => {
  await expect(readBoxesFile("nowhere/boxes.json")).rejects.toThrow(expect.objectContaining({ code: "boxes-unreadable" }));
});

test("whatever the JSON: a table or a BoxesError", () => {
  const keys = fc.constantFrom("images", "annotations", "categories", "a.png", "__proto__", "bbox");
  fc.assert(fc.property(fc.dictionary(keys, fc.jsonValue()), (content) => {
    try {
      expect(tableOf(content, "boxes.json")).toBeInstanceOf(Map);
    } catch (error) {
      expect(error).toBeInstanceOf(BoxesError);
    }
  }), { seed: 5, numRuns: 300 });
});
