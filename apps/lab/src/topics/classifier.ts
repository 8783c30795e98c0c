// Pooling and the classifier: a feature map becomes its mean, the means become a score of each class, the scores probabilities.
import { probabilitiesFrom } from "@camlucida/cam";
import { besides, grid, number, paragraphs, titled } from "../text.ts";
import { LabError, type Topic } from "../topic.ts";
import { optionsFrom } from "../here/words.ts";
import { computed, example, featureMaps, labels, rowOf, strongestFirst } from "./class_example.ts";

export const classifier: Topic = {
  name: "classifier",
  question: "How do feature maps become classes? By their means, weighed and summed.",
  worked: async () => paragraphs(means(), sum(), shares([...computed(example).logits], labels)),
  async *here(words) {
    const { logits } = optionsFrom(words, { logits: "" });
    if (logits === "") return;
    yield shares(numbersIn(logits), []);
  },
};

function means(): string {
  const { pooled } = computed(example);
  const blocks = featureMaps.map((map, k) => `${titled(`channel ${k}`, grid(map, { width: example.side }))}\nmean ${number(pooled[k] ?? NaN, 2)}`);
  return titled("the last layer's features, 3×3 cells of 3 channels", besides(...blocks));
}

/** The logit of the first class, contribution by contribution. */
function sum(): string {
  const { pooled, logits } = computed(example);
  const row = rowOf(example, 0);
  let running = example.bias[0] ?? NaN;
  const lines = strongestFirst(pooled, row).map((k) => {
    const [mean, weight] = [pooled[k] ?? NaN, row[k] ?? NaN];
    running += mean * weight;
    return line(`channel ${k}`, number(mean, 2), number(weight, 2), number(mean * weight, 2), number(running, 2));
  });
  return [
    line("", "mean", `weight of ${labels[0]}`, "product", "sum so far"),
    line("bias", "", "", number(example.bias[0] ?? NaN, 2), number(example.bias[0] ?? NaN, 2)),
    ...lines,
    `logit of ${labels[0]}, by the engine: ${number(logits[0] ?? NaN, 2)}`,
  ].join("\n");
}

const line = (name: string, mean: string, weight: string, product: string, running: string): string =>
  `${name.padEnd(10)}${mean.padStart(6)}${weight.padStart(16)}${product.padStart(10)}${running.padStart(13)}`;

function shares(logits: readonly number[], names: readonly string[]): string {
  const probabilities = probabilitiesFrom(Float32Array.from(logits));
  const powers = logits.map(Math.exp);
  const total = powers.reduce((all, power) => all + power, 0);
  const rows = logits.map((logit, at) => `${(names[at] ?? `class ${at}`).padEnd(10)}${number(logit, 2).padStart(6)}${number(powers[at] ?? NaN, 2).padStart(10)}${number(probabilities[at] ?? NaN, 3).padStart(13)}`);
  return [`${"".padEnd(10)}${"logit".padStart(6)}${"e^logit".padStart(10)}${"probability".padStart(13)}`, ...rows, `${"sum".padEnd(16)}${number(total, 2).padStart(10)}`].join("\n");
}

/** Of "2.75,1.25". @throws LabError "lab-words" */
function numbersIn(text: string): number[] {
  const values = text.split(",").map((part) => (part.trim() === "" ? NaN : Number(part)));
  if (values.length >= 2 && values.every((value) => Math.abs(value) <= 80)) return values; // e⁸⁰ is still a float32
  throw new LabError("lab-words", `lab: --logits ${text} should be two numbers or more with commas between them, none beyond ±80, such as --logits 2.75,1.25.`);
}
