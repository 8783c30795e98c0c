// An ONNX file node by node: what each became, where its axes lie, and how a matrix is put into the order of the image that was flattened.
//   in the file  column (c·H + y)·W + x of the matrix,     here  row (y·W + x)·C + c
import { fuse, kindOf, numbersIn, numbersOf, runByReferences, type Value } from "@camlucida/tensor";
import { seeded } from "@camlucida/tensor/lab";
import { onnxNetwork, readOnnx, type NodeOutcome, type OnnxModel, type OnnxNetwork } from "@camlucida/tensor/onnx";
import { readFile } from "node:fs/promises";
import { number, paragraphs } from "../text.ts";
import { LabError, type Topic } from "../topic.ts";

/** Two convolutions, and two layers behind a Flatten, as torch.onnx.export wrote them: see test/reference_onnx.py. */
const example = new URL("../../../../packages/tensor/src/onnx/fixtures/flat_13.onnx", import.meta.url);

/** The image that the example's numbers in that script are of. */
export const exampleSeed = { of: 2000, scale: 2 };

export const onnx: Topic = {
  name: "onnx",
  question: "What do an ONNX file's nodes become? Steps, names for axes, or nothing.",
  worked: async () => {
    const model = readOnnx(await readFile(example));
    const network = onnxNetwork(model);
    return paragraphs(
      `flat_13.onnx, by ${model.producer}: ${model.nodes.length} nodes of opset ${model.opset}`,
      tableOf(network),
      `fused: ${fuse(network.graph, [network.logits]).steps.map(kindOf).join(", ")}`,
      orderOf(model, network),
      `logits: ${[...logitsOf(network)].map((logit) => number(logit, 4)).join("  ")}`,
    );
  },
  async *here(words) {
    const [path, ...others] = words;
    if (path === undefined) return void (yield "A file's name behind it shows that file.");
    if (others.length > 0 || path.startsWith("--")) throw new LabError("lab-words", `lab: one .onnx file is needed here; these words were given: ${words.join(" ")}.`);
    const model = readOnnx(await readFile(path));
    yield paragraphs(`${path}: ${model.nodes.length} nodes of opset ${model.opset}`, tableOf(onnxNetwork(model)));
  },
};

/** Of its own image. [classes] */
export function logitsOf({ graph, image, logits }: OnnxNetwork): Float32Array {
  const pixels = seeded(exampleSeed.of, image.shape.reduce((product, length) => product * length, 1), exampleSeed.scale);
  return runByReferences(graph, [logits], { [image.name]: pixels })[logits.name] as Float32Array;
}

/** A node a line, with those that are one function with it; what is known beforehand is left out. */
function tableOf({ outcomes }: OnnxNetwork): string {
  const rows = outcomes.flatMap(({ node, joined, steps, output }): string[][] => {
    if (!output) return [];
    const made = steps.map(kindOf).join(", ") || "no step";
    return [[[node, ...joined].map(({ op }) => op).join(" "), made, listed(output.shape), listed(output.value.shape), axesOf(output)]];
  });
  const all = [["node", "became", "in ONNX", "here", "ONNX axes here"], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd()).join("\n");
}

/** "0 3 1 2": of each axis in ONNX those of the Value that it is made of; a dot where its length is 1. */
const axesOf = ({ axes }: NonNullable<NodeOutcome["output"]>): string => axes.map((group) => group.join("·") || "·").join(" ");

const listed = (shape: readonly number[]): string => `[${shape.join(", ")}]`;

/** The same six weights: in the file a channel's whole image apart, here one behind the other. */
function orderOf({ initializers }: OnnxModel, { graph, outcomes }: OnnxNetwork): string {
  const flattened = outcomes.find(({ node }) => node.op === "Flatten")?.output;
  const product = outcomes.find(({ node }) => node.op === "Gemm");
  const [, height = 0, width = 0, channels = 0] = flattened?.value.shape ?? [];
  const name = product?.node.inputs[1] ?? "";
  const inFile = initializers.get(name);
  const here = graph.parameters.get(product?.steps.at(-1)?.inputs[1] as Value);
  if (!flattened || !inFile || !here) throw new Error("the example has a Flatten and a Gemm.");
  const [columns, outputs] = [inFile.shape[1] ?? 0, inFile.shape[0] ?? 0];
  const [fileRow, matrix] = [numbersIn(inFile, 0, columns), numbersOf(here)];
  const eachChannel = Array.from({ length: channels }, (_, c) => c);
  const places = eachChannel.map((c) => c * height * width);
  const line = (title: string, at: readonly number[], values: readonly number[]): string => [title, ...at.map((place, k) => `${place}: ${number(values[k] as number, 3)}`)].join("  ");
  return [
    `The weights of output 0 for pixel (0, 0) of the ${height}×${width} image, its ${channels} channels:`,
    line("in the file", places, places.map((at) => fileRow[at] as number)),
    line("here       ", eachChannel, eachChannel.map((c) => matrix[c * outputs] as number)),
  ].join("\n");
}
