// Which buffer holds which value when: the life of every array that a network makes, and who gets its place afterwards.
// As the engine places them: lifetimes.ts.
import { fuse } from "@camlucida/tensor";
import { timelineOf, type Life, type Timeline } from "@camlucida/tensor/lab";
import { networkNamed, resnet18 } from "../here/networks.ts";
import { number, paragraphs, shortened } from "../text.ts";
import type { Topic } from "../topic.ts";

export const memory: Topic = {
  name: "memory",
  question: "Which array lives in which buffer, and for how long?",
  worked: async () => {
    const { graph, logits } = resnet18();
    return described("ResNet-18, fused", timelineOf(fuse(graph, [logits]), [logits]));
  },
  async *here(words) {
    const { name, built: { graph, logits } } = words.length > 0 ? await networkNamed(words) : { name: "ResNet-18", built: resnet18() };
    if (words.length > 0) yield described(`${name}, fused`, timelineOf(fuse(graph, [logits], { gradients: false }), [logits]));
    yield totals(`${name}, unfused`, timelineOf(graph, [logits]));
  },
};

function described(title: string, timeline: Timeline): string {
  return paragraphs(`${title}: a number is the step that writes an array, a line its life.`, drawn(timeline), listed(timeline), totals(title, timeline));
}

const letterOf = (buffer: number): string => (buffer < 26 ? String.fromCharCode(65 + buffer) : String(buffer));
const thousands = (bytes: number): string => `${number(bytes / 1e3)} kB`;
const millions = (bytes: number): string => `${number(bytes / 1e6, 2)} MB`;

/** Columns of the widest line. */
const widest = 78;

/** A line a buffer, a column of some signs a step; in parts where there are many steps. */
function drawn({ lives, sizes }: Timeline): string {
  const cell = Math.max(3, String(lives.length).length + 1);
  const perPart = Math.floor((widest - 6) / cell);
  const parts = Math.ceil(lives.length / perPart);
  return paragraphs(...Array.from({ length: parts }, (_, part) => {
    const columns = lives.slice(part * perPart, (part + 1) * perPart).map(({ from }) => from);
    return sizes.map((_, buffer) => `   ${letterOf(buffer).padEnd(3)}${columns.map((at) => signAt(lives, buffer, at, cell)).join("")}`.trimEnd()).join("\n");
  }));
}

function signAt(lives: readonly Life[], buffer: number, at: number, width: number): string {
  const life = lives.find((one) => one.buffer === buffer && one.from <= at && at <= one.to);
  if (!life) return " ".repeat(width);
  const begin = life.from === at ? String(at) : "";
  return (life.to === at ? begin.padEnd(width - 1, "─") : begin.padEnd(width, "─")).padEnd(width);
}

/** Two columns of steps: number, name, size, buffer. */
function listed({ lives }: Timeline): string {
  const half = Math.ceil(lives.length / 2);
  const line = ({ from, step, bytes, buffer }: Life): string => {
    const shape = step.output.shape.slice(1).join("×");
    return `${String(from).padStart(String(lives.length).length)} ${letterOf(buffer)} ${shortened(step.output.name, 14).padEnd(14)}${shape.padStart(11)}${thousands(bytes).padStart(8)}`;
  };
  return lives.slice(0, half).map((life, at) => {
    const other = lives[half + at];
    return `${line(life)}${other ? ` ${line(other)}` : ""}`;
  }).join("\n");
}

/** What sharing saves; less than what lives at one time no placing can do with. */
function totals(title: string, { lives, sizes }: Timeline): string {
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
  const alive = lives.map((_, at) => sum(lives.filter(({ from, to }) => from <= at + 1 && at + 1 <= to).map(({ bytes }) => bytes)));
  return [
    `${title}: ${lives.length} arrays, each with a buffer of its own: ${millions(sum(lives.map(({ bytes }) => bytes)))}`,
    `in ${sizes.length} buffers: ${millions(sum(sizes))}   alive at one time, at most: ${millions(Math.max(...alive))}`,
  ].join("\n");
}
