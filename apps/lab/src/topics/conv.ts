// One number of a convolution's output, product by product, and the whole output by the engine.
//   out[y, x] = bias + Σ over i, j, c of in[y·S + i − P, x·S + j − P, c] · w[i, j, c]
import { algorithmNames, chooseAlgorithms, conv as convolve, Graph, runByReferences, type AlgorithmName, type Value } from "@camlucida/tensor";
import { seeded } from "@camlucida/tensor/lab";
import { largestDifference, onDevices } from "../here/devices.ts";
import { besides, grid, number, paragraphs, sign, titled } from "../text.ts";
import { LabError, type Topic } from "../topic.ts";
import { optionsFrom, wholeNumber, wholeNumbers } from "../here/words.ts";

/** A convolution to one output channel. */
interface Case {
  readonly size: number; //     of the input, [size, size, channels]
  readonly kernel: number; //   [kernel, kernel, channels, 1]
  readonly channels: number;
  readonly stride: number;
  readonly padding: number;
  readonly at: readonly [y: number, x: number]; // of the output
  readonly image: Float32Array;
  readonly weight: Float32Array;
  readonly bias: number;
}

/** Sobel's kernel: light on the left and dark on the right gives a large number. */
const example: Case = {
  size: 4, kernel: 3, channels: 1, stride: 1, padding: 0, at: [0, 1],
  image: Float32Array.of(
    1, 2, 0, 1,
    0, 1, 3, 1,
    2, 0, 1, 0,
    1, 1, 2, 3,
  ),
  weight: Float32Array.of(
    1, 0, -1,
    2, 0, -2,
    1, 0, -1,
  ),
  bias: 0.5,
};

export const conv: Topic = {
  name: "conv",
  question: "What does a convolution do? A window of the input, times a kernel, summed.",
  worked: async () => paragraphs(oneNumber(example), wholeOutput(example)),
  async *here(words) {
    const { algorithm, ...asked } = caseFrom(words);
    if (words.length > 0) yield paragraphs(oneNumber(asked), wholeOutput(asked));
    const { graph, output } = graphOf(asked);
    const chosen = chooseAlgorithms(graph, () => algorithm);
    if (algorithm !== "direct" && chosen.steps.length === graph.steps.length && chosen.steps[0]?.op === graph.steps[0]?.op) {
      yield `The algorithm "${algorithm}" does not suit this convolution, which is computed directly. Winograd's are for 3×3, stride 1, and at least 12 channels; "space to depth" is for strides.`;
    }
    yield `Steps by "${algorithm}": ${chosen.steps.map(({ op }) => op.name).join(", ")}`;
    yield* differences(asked, chosen, output);
  },
};

async function* differences(asked: Case, chosen: Graph, output: Value): AsyncIterable<string> {
  const expected = referenceOf(asked);
  for await (const { name, outputs } of onDevices(chosen, [output], { image: asked.image })) {
    const found = outputs[output.name] as Float32Array;
    yield `${name}: largest difference from the reference ${largestDifference(found, expected).toExponential(1)}`;
  }
}

/** The sum behind one number of the output. */
function oneNumber({ at: [y, x], ...asked }: Case): string {
  const { kernel, channels, stride, padding, size, image, weight, bias } = asked;
  const [top, left] = [y * stride - padding, x * stride - padding];
  const channel = (values: Float32Array, c: number): number[] => Array.from({ length: values.length / channels }, (_, i) => values[i * channels + c] as number);
  const patch = (c: number): number[] => Array.from({ length: kernel ** 2 }, (_, tap) => {
    const [row, column] = [top + Math.floor(tap / kernel), left + (tap % kernel)];
    return row >= 0 && row < size && column >= 0 && column < size ? (image[(row * size + column) * channels + c] as number) : 0;
  });
  const products = (c: number): number[] => patch(c).map((value, tap) => value * (channel(weight, c)[tap] as number));
  const sums = Array.from({ length: channels }, (_, c) => products(c).reduce((sum, product) => sum + product, 0));
  const [first = 0, ...others] = sums;
  const rest = others.reduce((sum, value) => sum + value, 0);
  const rows: [string, number][] = [
    [channels === 1 ? "sum of the products" : "sum of channel 0's products", first],
    ...(channels === 1 ? [] : [[`of the other ${channels - 1} channels'`, rest] as [string, number]]),
    ["bias", bias], [`output (${y}, ${x})`, first + rest + bias],
  ];
  const of = channels === 1 ? "" : `, channel 0 of ${channels}`;
  const pitch = { width: kernel };
  return paragraphs(
    besides(titled(`input ${size}×${size}${of}`, grid(channel(image, 0), { width: size })), titled(`kernel ${kernel}×${kernel}`, grid(channel(weight, 0), pitch))),
    `The window of output (${y}, ${x}) has its corner at (${top}, ${left}) of the input${padding > 0 ? "; outside all is 0" : ""}:`.replaceAll("-", "−"),
    besides(titled("window", grid(patch(0), pitch)), sign("×", kernel), titled("kernel", grid(channel(weight, 0), pitch)), sign("=", kernel), titled("products", grid(products(0), pitch))),
    rows.map(([name, value]) => `${name.padEnd(28)}${number(value, 2).padStart(7)}`).join("\n"),
  );
}

function wholeOutput(asked: Case): string {
  const output = referenceOf(asked);
  const side = Math.sqrt(output.length);
  return titled(`output ${side}×${side}, stride ${asked.stride}, padding ${asked.padding}`, grid(output, { width: side, decimals: 2 }));
}

const referenceOf = (asked: Case): Float32Array => {
  const { graph, output } = graphOf(asked);
  return runByReferences(graph, [output], { image: asked.image })[output.name] as Float32Array;
};

function graphOf({ size, kernel, channels, stride, padding, weight, bias }: Case): { graph: Graph; output: Value } {
  const graph = new Graph();
  const image = graph.input("image", [1, size, size, channels]);
  const weights = graph.parameter("weight", [kernel, kernel, channels, 1], weight);
  const output = convolve(graph, "output", image, weights, graph.parameter("bias", [1], Float32Array.of(bias)), { stride, padding });
  return { graph, output };
}

const defaults = { size: "4", kernel: "3", channels: "1", stride: "1", padding: "0", at: "", algorithm: "direct" };

/** The example, or one of other sizes with numbers of its own. @throws LabError "lab-words" */
function caseFrom(words: readonly string[]): Case & { algorithm: AlgorithmName } {
  if (words.length === 0) return { ...example, algorithm: "direct" };
  const said = optionsFrom(words, defaults);
  const algorithm = algorithmFrom(said.algorithm);
  const size = wholeNumber("size", said.size, 1, 12);
  const padding = wholeNumber("padding", said.padding, 0, 6);
  const kernel = wholeNumber("kernel", said.kernel, 1, Math.min(7, size + 2 * padding));
  const stride = wholeNumber("stride", said.stride, 1, 6);
  const least = algorithm.startsWith("winograd") ? 12 : 1; // Winograd's forms are for so many
  const channels = wholeNumber("channels", said.channels === "1" ? String(least) : said.channels, 1, 64);
  const side = Math.floor((size + 2 * padding - kernel) / stride) + 1;
  const [y = 0, x = 0] = said.at === "" ? [0, side > 1 ? 1 : 0] : wholeNumbers("at", said.at, [side - 1, side - 1]);
  const whole = (seed: number, length: number, least: number, most: number): Float32Array =>
    seeded(seed, length).map((value) => Math.floor(((value + 1) / 2) * (most - least + 1)) + least);
  return {
    size, kernel, channels, stride, padding, at: [y, x], algorithm, bias: 0.5,
    image: whole(1, size ** 2 * channels, 0, 3), weight: whole(2, kernel ** 2 * channels, -2, 2),
  };
}

/** As the engine names it, or the way it is typed: "winograd", "winograd 4x4". */
function algorithmFrom(text: string): AlgorithmName {
  const asked = text === "winograd" ? "winograd 2×2" : text.replaceAll("x", "×");
  const name = algorithmNames.find((one) => one === asked);
  if (name) return name;
  throw new LabError("lab-words", `lab: there is no algorithm "${text}". There are ${algorithmNames.map((one) => `"${one}"`).join(", ")}.`);
}
