// True classes as people write them down.
import { expect, test } from "vitest";
import { lineOf, readLines } from "../testing/lines.ts";
import type { Results } from "../read/results.ts";
import { truthOf } from "./truth.ts";

const read = (images: readonly string[]): Promise<Results> => readLines(images.map((image) => `${lineOf({ image, predicted: 1 })}\n`).join(""));

const ofTable = async (images: readonly string[], text: string): Promise<(string | undefined)[]> => {
  const { pictures } = await read(images);
  const truth = truthOf(pictures, { name: "truth.csv", text });
  return images.map((image) => truth.of(image)?.label);
};

test("a row names a label, in any case, or an index; columns may have names", async () => {
  expect(await ofTable(["a.png", "b.png", "c.png"], "image,label\na.png,Star\nb.png,0\n")).toEqual(["star", "circle", undefined]);
  expect(await ofTable(["a.png", "b.png"], "a.png,star\r\nb.png,\"square\"\r\n")).toEqual(["star", "square"]);
});

test("a row is of the picture whose path ends in it, the longest first", async () => {
  expect(await ofTable(["photos/x/a.png", "photos/y/a.png", "./photos/z.png"], "a.png,0\ny/a.png,1\nphotos\\z.png,2\n")).toEqual(["circle", "square", "triangle"]);
});

test("a label that no result names is a class of its own; an index that the network has not is refused", async () => {
  expect(await ofTable(["a.png"], "a.png,hexagon\n")).toEqual(["hexagon"]);
  await expect(ofTable(["a.png"], "a.png,4\n")).rejects.toMatchObject({ code: "truth-malformed", message: expect.stringContaining("0…3") as string });
});

test("what is no such table is refused by file and row", async () => {
  await expect(ofTable(["a.png"], "a.png,1\nb.png\n")).rejects.toMatchObject({ code: "truth-malformed", message: expect.stringContaining("truth.csv: row 2") as string });
  await expect(ofTable(["a.png"], "a.png,\"1\nb.png")).rejects.toMatchObject({ code: "truth-malformed" });
});

test("folders are classes where each of them is a label", async () => {
  const folders = async (images: readonly string[]): Promise<(string | null | undefined)[]> => {
    const { pictures } = await read(images);
    const truth = truthOf(pictures, undefined);
    return [truth.from, ...images.map((image) => truth.of(image)?.label)];
  };
  expect(await folders(["set/Circle/a.png", "set/star/a.png"])).toEqual(["folders", "circle", "star"]);
  expect(await folders(["set/circle/a.png", "set/photos/a.png"])).toEqual([null, undefined, undefined]);
  expect(await folders(["a.png", "circle/a.png"])).toEqual([null, undefined, undefined]);
  expect(await folders(["0/a.png", "1/b.png"])).toEqual([null, undefined, undefined]); // numbers of anything
});

test("results of two networks are no report", async () => {
  const line = lineOf({ image: "a.png", predicted: 1 });
  const { pictures } = await readLines(`${line}\n${line.replace("a.png", "b.png").replaceAll("circle", "tabby cat")}\n`);
  expect(() => truthOf(pictures, undefined)).toThrow(/results of different models/);
});
