// A network as steps: as its file describes it, a step a layer, and fused, a step a kernel.
import { add, batchNorm, conv, fuse, globalAveragePool, Graph, linear, relu, stepsFor, type Value } from "@camlucida/tensor";
import { writeFile } from "node:fs/promises";
import { networkNamed } from "../here/networks.ts";
import { lanesOf, shapeOf, workOfRow, type LaneRow } from "../drawing/lanes.ts";
import { graphSvg } from "../drawing/svg.ts";
import { besides, paragraphs, titled } from "../text.ts";
import { LabError, type Topic } from "../topic.ts";

/** A residual block of 8 channels, and a head of 3 classes: what a ResNet consists of, once. */
function block(): { readonly graph: Graph; readonly logits: Value } {
  const graph = new Graph();
  const zeros = (name: string, ...shape: number[]): Value => graph.parameter(name, shape, new Float32Array(shape.reduce((product, axis) => product * axis, 1)));
  const image = graph.input("x", [1, 16, 16, 8]);
  const layer = (name: string, input: Value): Value => {
    const sums = conv(graph, name, input, zeros(`${name}.weight`, 3, 3, 8, 8), zeros(`${name}.bias`, 8), { padding: 1 });
    const norm = (part: string): Value => zeros(`${name}.${part}`, 8);
    return batchNorm(graph, name.replace("conv", "bn"), sums, { gamma: norm("gamma"), beta: norm("beta"), mean: norm("mean"), variance: norm("variance"), epsilon: 1e-5 });
  };
  const inner = relu(graph, "relu1", layer("conv1", image));
  const sum = relu(graph, "relu2", add(graph, "sum", layer("conv2", inner), image));
  const logits = linear(graph, "fc", globalAveragePool(graph, "avgpool", sum), zeros("fc.weight", 8, 3), zeros("fc.bias", 3));
  return { graph, logits };
}

export const graph: Topic = {
  name: "graph",
  question: "What does a network become? Its steps as described, and fused.",
  worked: async () => {
    const { before, after } = formsOf(block());
    return paragraphs(titled(`As described: ${countOf(before)} steps`, drawn(before)), titled(`Fused: ${countOf(after)} steps`, drawn(after)));
  },
  async *here(words) {
    const { svg, rest } = withoutSvg(words);
    const { name, logits, graph: own } = rest.length > 0 ? await named(rest) : { name: "a residual block", ...block() };
    const { before, after } = formsOf({ graph: own, logits });
    if (rest.length > 0) yield besides(titled(`${name}, fused: ${countOf(after)} steps of the ${countOf(before)} described`, drawn(after)));
    if (svg === undefined) {
      yield "--svg FILE draws both beside each other; a model's name or a file draws that network.";
      return;
    }
    const drawings = [{ title: `${name}, as described: ${countOf(before)} steps`, rows: before }, { title: `fused: ${countOf(after)} steps`, rows: after }];
    await writeFile(svg, graphSvg(drawings));
    yield `Written: ${svg}`;
  },
};

async function named(words: readonly string[]): Promise<{ name: string; graph: Graph; logits: Value }> {
  const { name, built: { graph, logits } } = await networkNamed(words);
  return { name, graph, logits };
}

/** Both forms, drawn. Gradients are nobody's wish here, so that every function joins its convolution. */
function formsOf({ graph, logits }: { readonly graph: Graph; readonly logits: Value }): { readonly before: LaneRow[]; readonly after: LaneRow[] } {
  const described = Graph.rewritten(graph, stepsFor(graph.steps, [logits]), graph.parameters);
  return { before: lanesOf(described, [logits]), after: lanesOf(fuse(graph, [logits], { gradients: false }), [logits]) };
}

const countOf = (rows: readonly LaneRow[]): number => rows.filter(({ step }) => step).length;

/** Lanes, then what is done, the array that comes out, and its shape, in columns. */
function drawn(rows: readonly LaneRow[]): string {
  const words = rows.map((row) => (row.value ? [workOfRow(row), row.value.name, shapeOf(row.value)] : []));
  const widths = [0, 1].map((column) => Math.max(...words.map((cells) => cells[column]?.length ?? 0)));
  const lanes = Math.max(...rows.map(({ signs }) => signs.length));
  return rows.map(({ signs }, at) => {
    const cells = (words[at] ?? []).map((cell, column) => cell.padEnd(widths[column] ?? 0));
    return `${signs.padEnd(lanes)}  ${cells.join("  ")}`.trimEnd();
  }).join("\n");
}

/** @throws LabError "lab-words" where no file is named */
function withoutSvg(words: readonly string[]): { readonly svg: string | undefined; readonly rest: readonly string[] } {
  const at = words.indexOf("--svg");
  if (at < 0) return { svg: undefined, rest: words };
  const svg = words[at + 1];
  if (svg === undefined) throw new LabError("lab-words", "lab: --svg needs the file behind it that is to be written, such as --svg graph.svg.");
  return { svg, rest: [...words.slice(0, at), ...words.slice(at + 2)] };
}
