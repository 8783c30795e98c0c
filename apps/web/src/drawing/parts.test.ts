import { forwardGraph, unfusedGraph } from "@camlucida/cam";
import { tinyResnet } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";
import { insideOf } from "../engine/inside.ts";
import { partsOf, pathIn, type DrawnLayer, type NetworkPart } from "./parts.ts";

/** "name < what it reads", in order; every layer makes [1, side, side, 8]. */
const network = (lines: readonly string[], side: (at: number) => number = () => 14): DrawnLayer[] => lines.map((line, at) => {
  const [name = "", reads = ""] = line.split(" < ");
  return { name, stage: name, op: "relu", shape: [1, side(at), side(at), 8], inputs: reads.split(" ").map((read) => ({ name: read, shape: [1, 14, 14, 8] })), parameters: [] };
});
const titles = (parts: readonly NetworkPart[]): unknown[] => parts.map(({ title, parts: inner }) => (inner.length > 0 ? [title, ...titles(inner)] : title));

test("a name is a path, and says its parents once", () => {
  expect(pathIn("features.1.block.0")).toEqual(["features", "1", "block", "0"]);
  expect(pathIn("/features/features.1/block/block.0/Conv_output_0")).toEqual(["features", "1", "block", "0", "Conv"]);
  expect(pathIn("model/block1a_add/add:0")).toEqual(["model", "block1a_add", "add"]);
  expect(pathIn("/a/Concat_output_0 (the first 5)")).toEqual(["a", "Concat (the first 5)"]);
});

test("a network that is recognised has its paper's stages, and its blocks in them", () => {
  const { layers } = insideOf(unfusedGraph(forwardGraph({ tensors: tinyResnet(), metadata: {}, skipped: [] }, [64, 64])));
  const parts = partsOf(layers);
  expect(parts.map(({ title }) => title)).toEqual([...new Set(layers.map(({ stage }) => stage))]);
  expect(parts.flatMap((part) => part.layers)).toEqual(layers);
  expect(parts.find(({ title }) => title === "layer2")?.parts.map(({ title }) => title)).toEqual(["layer2.0", "layer2.1"]);
});

test("a file's network by its nodes' names: a part around nearly everything is left out", () => {
  const names = ["conv < image", "/features/features.0/Conv_output_0 < conv", "/features/features.0/Relu_output_0 < /features/features.0/Conv_output_0",
    "/features/features.1/block/Conv_output_0 < /features/features.0/Relu_output_0", "/features/features.1/Add_output_0 < /features/features.1/block/Conv_output_0", "logits < /features/features.1/Add_output_0"];
  expect(titles(partsOf(network(names)))).toEqual(["conv", ["features", ["features.0", "Conv", "Relu"], ["features.1", "block", "Add"]], "logits"]);
  const more = Array.from({ length: 8 }, (_, at) => `/features/features.2/${at} < ${at === 0 ? "/features/features.1/Add_output_0" : `/features/features.2/${at - 1}`}`);
  expect(titles(partsOf(network([...names.slice(0, -1), ...more, "logits < /features/features.2/7"]))).slice(0, 3)).toEqual(["conv", ["features.0", "Conv", "Relu"], ["features.1", "block", "Add"]]);
});

test("where names say nothing: by size, and by what all values pass", () => {
  const residual = (block: number): string[] => [`${3 * block + 1} < ${3 * block}`, `${3 * block + 2} < ${3 * block + 1}`, `${3 * block + 3} < ${3 * block + 2} ${3 * block}`];
  const layers = network(["0 < image", ...Array.from({ length: 28 }, (_, block) => residual(block)).flat()], (at) => (at < 40 ? 56 : 28));
  const parts = partsOf(layers);
  expect(parts.map(({ title, layers: own }) => [title, own.length])).toEqual([["56×56", 40], ["28×28", 45]]);
  expect(parts[1]?.parts.map(({ layers: own }) => own.length)).toEqual(Array<number>(15).fill(3));
  expect(parts[0]?.parts[0]?.title).toBe("0"); // what is alone is no part
});

test("keys are unique, whatever is within what", () => {
  const layers = network(Array.from({ length: 60 }, (_, at) => `/a/a.${at % 2}/b.${at >> 2}/${at} < ${at === 0 ? "image" : `/a/a.${(at - 1) % 2}/b.${(at - 1) >> 2}/${at - 1}`}`));
  const keys = (parts: readonly NetworkPart[]): string[] => parts.flatMap(({ key, parts: inner }) => [key, ...keys(inner)]);
  const all = keys(partsOf(layers));
  expect(new Set(all).size).toBe(all.length);
});
