import { forwardGraph, unfusedGraph } from "@camlucida/cam";
import { tinyResnet } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";
import { insideOf } from "../engine/inside.ts";
import { pictureOf, type DrawnPart, type NetworkPicture } from "./network_drawing.ts";
import { operationOf } from "./operation.ts";
import { partsOf, type DrawnLayer } from "./parts.ts";
import { partBeside, partTowards } from "./walk.ts";

const { layers } = insideOf(unfusedGraph(forwardGraph({ tensors: tinyResnet(), metadata: {}, skipped: [] }, [64, 64])));
const parts = partsOf(layers);

/** Four branches of other lengths, each read by the one concatenation behind them, eight times. */
const branches: DrawnLayer[] = Array.from({ length: 8 }, (_, block) => {
  const [own, before] = [`mixed${block}`, block === 0 ? "image" : `mixed${block - 1}.concat`];
  const layer = (name: string, ...reads: string[]): DrawnLayer => ({ name: `${own}.${name}`, stage: own, op: "conv", shape: [1, 8, 8, 4], inputs: reads.map((read) => ({ name: read, shape: [1, 8, 8, 4] })), parameters: [] });
  return [layer("a.1", before), layer("b.1", before), layer("b.2", `${own}.b.1`), layer("c.1", before), layer("c.2", `${own}.c.1`), layer("c.3", `${own}.c.2`), layer("pool", before), layer("concat", `${own}.a.1`, `${own}.b.2`, `${own}.c.3`, `${own}.pool`)];
}).flat();

/** All that arrow keys lead to from the first part. */
function walked({ parts: all }: NetworkPicture): Set<DrawnPart> {
  const met = new Set(all.slice(0, 1));
  for (const from of met) for (const key of partBeside) {
    const to = partTowards(all, from, key);
    if (to) met.add(to);
  }
  return met;
}

test("closed, a network is its stages, with the lines that run between them", () => {
  const picture = pictureOf(parts, () => false);
  expect(picture.parts.map(({ part }) => part)).toEqual(parts);
  expect(picture.parts.slice(1).every(({ reads }) => reads.length === 1)).toBe(true);
  expect(picture.entrances.map(({ text }) => text)).toEqual(["image"]);
});

test("open, every layer is there, within the frames of its parts", () => {
  const picture = pictureOf(parts, () => true);
  expect(picture.parts.filter(({ part }) => part.parts.length === 0).map(({ part }) => part.key)).toEqual(layers.map(({ name }) => name));
  for (const frame of picture.parts.filter(({ open }) => open)) {
    for (const inner of picture.parts.filter(({ part }) => frame.part.parts.includes(part))) {
      expect(inner.x >= frame.x && inner.y > frame.y && inner.x + inner.width <= frame.x + frame.width && inner.y + inner.height <= frame.y + frame.height).toBe(true);
      expect(inner.level).toBe(frame.level + 1);
    }
  }
});

test.each([["a ResNet", parts, false], ["a ResNet, open", parts, true], ["four branches", partsOf(branches), false], ["four branches, open", partsOf(branches), true]] as const)("%s: arrow keys lead everywhere", (_, all, open) => {
  const picture = pictureOf(all, () => open);
  const met = walked(picture);
  expect(picture.parts.filter((part) => !met.has(part)).map(({ part }) => part.key)).toEqual([]);
});

test("down and up go along the lines, and Home and End to the ends", () => {
  const { parts: all } = pictureOf(partsOf(branches), () => true);
  const named = (key: string): DrawnPart => all.find(({ part }) => part.key === key) as DrawnPart;
  expect(partTowards(all, named("mixed0.c.1"), "ArrowDown")?.part.key).toBe("mixed0.c.2");
  expect(partTowards(all, named("mixed0.c.2"), "ArrowUp")?.part.key).toBe("mixed0.c.1");
  expect([partTowards(all, named("mixed3.pool"), "Home"), partTowards(all, named("mixed3.pool"), "End")?.part.key]).toEqual([all[0], "mixed7.concat"]);
  expect(partTowards(all, named("mixed3.pool"), "x")).toBeUndefined();
});

test("what a convolution is called", () => {
  const called = (op: string, ...weight: number[]) => operationOf({ op, inputs: [{ name: "", shape: [1, 8, 8, 16] }], parameters: [{ name: "", shape: weight }] });
  expect([called("conv", 3, 3, 16, 4), called("depthwise_conv", 5, 5, 1, 16), called("grouped_conv", 3, 1, 4, 16)]).toEqual(["conv 3×3", "depthwise 5×5", "conv /4 3×1"]);
  expect(operationOf({ op: "silu", inputs: [], parameters: [] })).toBe("silu");
});
