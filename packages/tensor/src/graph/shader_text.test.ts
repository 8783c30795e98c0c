import { expect, test } from "vitest";
import { adjoint } from "./adjoint.ts";
import { Graph, type Value } from "./graph.ts";
import { algorithmNames, chooseAlgorithms } from "../ops/conv/choose.ts";
import { conv } from "../ops/conv/conv.ts";
import { constantIn, packSizes, workgroupIn } from "./shader_text.ts";

const wgsl = `
struct Place { image: u32 }
struct Sizes {
  in_h: u32, in_w: u32,    // of the image: u32 pixels
  out_quads: u32,
}`;

test("a record is packed in the struct's order, whole multiples of 16 bytes", () => {
  expect([...packSizes("some", wgsl, { outQuads: 3, inW: 2, inH: 1 })]).toEqual([1, 2, 3, 0]);
});

test.each([{ inH: 1, inW: 2 }, { inH: 1, inW: 2, outQuads: 3, padding: 4 }, { in_h: 1, inW: 2, outQuads: 3 }])("a field too many or too few is an error: %o", (sizes) => {
  expect(() => packSizes("some", wgsl, sizes)).toThrow(/some\.wgsl lists inH, inW, outQuads; its op gives/);
});

test("what convolutions give is what their shaders list, forwards and backwards, by every algorithm", () => {
  const graph = new Graph();
  const parameter = (name: string, ...shape: number[]): Value => graph.parameter(name, shape, new Float32Array(shape.reduce((a, b) => a * b)));
  const image = graph.input("image", [1, 15, 15, 3]);
  const stem = conv(graph, "stem", image, parameter("w0", 7, 7, 3, 16), parameter("b0", 16), { stride: 2, padding: 3 });
  const output = conv(graph, "output", stem, parameter("w1", 3, 3, 16, 16), parameter("b1", 16), { padding: 1 });
  adjoint(graph, output, graph.input("seed", output.shape), [image]);
  const packed = new Set<string>();
  for (const step of algorithmNames.flatMap((name) => chooseAlgorithms(graph, () => name).steps)) {
    const { wgsl: shader, sizes } = step.op.kernel(step);
    if (sizes && packSizes(step.op.name, shader, sizes).length > 0) packed.add(step.op.name);
  }
  expect([...packed].toSorted()).toEqual([
    "conv", "conv_adjoint", "conv_tiled", "space_to_depth", "winograd_input", "winograd_input_6",
    "winograd_output", "winograd_output_6", "winograd_product", "winograd_product_tiled",
  ]);
});

const numbers = "const TILE = 8u;    // of const TILES = 9u;\nconst TILES = 64u;\n@compute @workgroup_size(16, 4)\nfn main() {}";

test("numbers are read off the shader that states them", () => {
  expect([constantIn(numbers, "TILE"), constantIn(numbers, "TILES"), ...workgroupIn(numbers), ...workgroupIn("@workgroup_size(64)")]).toEqual([8, 64, 16, 4, 64, 1]);
});

test("a number that a shader does not state is an error", () => {
  expect(() => constantIn(numbers, "PIXELS")).toThrow(/no "const PIXELS = /);
  expect(() => workgroupIn("fn main() {}")).toThrow(/@workgroup_size/);
});
