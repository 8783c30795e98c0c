// Deletion by hand: a network of one logit over nine pixels, and two maps that rank them. The better map loses the class sooner.
//   y = Σ w · x + b,   p = σ(y)
import { deletion, probabilitiesFrom, type ExplainedImage, type ScoreImages } from "@camlucida/cam";
import { Graph, linear, runByReferences } from "@camlucida/tensor";
import { largestDifference, onDevices } from "../here/devices.ts";
import { besides, grid, number, paragraphs, sign, titled } from "../text.ts";
import type { Topic } from "../topic.ts";

const side = 3;
const [picture, weights] = [
  Float32Array.of(
    4, 0, 1,
    0, 2, 3,
    1, 0, 0,
  ),
  Float32Array.of(
    0, 0, 0,
    0, 1, 1,
    -1, 0, 0,
  ),
];
const bias = -3;

/** What each pixel gives to the logit. */
const evidence = picture.map((x, at) => x * (weights[at] as number));

function net() {
  const graph = new Graph();
  const logit = linear(graph, "y", graph.input("x", [1, side * side]), graph.parameter("w", [side * side, 1], weights), graph.parameter("b", [1], Float32Array.of(bias)));
  return { graph, logit };
}

/** The network's answers to changed pictures. */
const score: ScoreImages = async (count, make) => {
  const { graph, logit } = net();
  const logits = Float64Array.from({ length: count }, (_, index) => {
    const changed = new Float32Array(side * side);
    make(index, changed);
    return (runByReferences(graph, [logit], { x: changed })[logit.name] as Float32Array)[0] as number;
  });
  return { logits, probabilities: logits.map((y) => probabilitiesFrom(Float32Array.of(y))[0] as number) };
};

async function curveOf(map: Float32Array): Promise<{ readonly probabilities: Float64Array; readonly area: number }> {
  const explained: ExplainedImage = { image: picture, map, width: side, height: side };
  const curve = await deletion(explained, score, side * side);
  if (curve.value === null) throw new Error(curve.because);
  return { probabilities: curve.probabilities, area: curve.value };
}

export const trust: Topic = {
  name: "trust",
  question: "Can a map be believed? Take away what it marks, and see what is left of the class.",
  async worked() {
    const square = (title: string, values: Float32Array): string => titled(title, grid(values, { width: side }));
    const { probabilities: [first = 0] } = await curveOf(evidence);
    const row = (title: string, cells: readonly string[]): string => `${title.padEnd(16)}${cells.map((cell) => cell.padStart(6)).join("")}`;
    const curve = async (title: string, map: Float32Array): Promise<string> => {
      const { probabilities, area } = await curveOf(map);
      return `${row(title, Array.from(probabilities, (p) => number(p, 3)))}\n${row("  mean on the way", [])} ${number(area, 3)}`;
    };
    const sum = Array.from(evidence).filter((part) => part !== 0).reduce((text, part, at) => `${text}${at === 0 ? number(part) : part < 0 ? ` − ${-part}` : ` + ${part}`}`, "");
    return paragraphs(
      besides(square("picture x", picture), sign("×", side), square("weights w", weights), sign("=", side), square("evidence w·x", evidence)),
      `y = ${sum} − ${-bias} = ${number(evidence.reduce((total, part) => total + part, bias), 2)}     p = 1/(1 + e^−y) = ${number(first, 3)}`,
      row("pixels removed", Array.from({ length: side * side + 1 }, (_, count) => String(count))),
      await curve("by evidence", evidence),
      await curve("by brightness", picture),
    );
  },
  async *here() {
    const { graph, logit } = net();
    const expected = runByReferences(graph, [logit], { x: picture })[logit.name] as Float32Array;
    for await (const { name, outputs } of onDevices(graph, [logit], { x: picture })) {
      yield `${name}: the logit differs from the reference's by ${largestDifference(outputs[logit.name] as Float32Array, expected).toExponential(1)}`;
    }
  },
};
