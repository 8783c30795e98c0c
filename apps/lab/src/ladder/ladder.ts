// `npm run lab -- ladder [conv|wasm] [RUNG] [--write]`: every rung on this machine, or one.
import { cpuRungs, rungs } from "@camlucida/tensor/lab";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { between } from "../../../../scripts/document.mjs";
import { gpuIfAny, noGpu } from "../here/devices.ts";
import { LabError } from "../topic.ts";
import { cpuLadder } from "./on_cpu.ts";
import { gpuLadder } from "./on_gpu.ts";
import { layer1, type Ladder, type Layer } from "./layer.ts";
import { markdownOf, textOf } from "./table.ts";

export const question = "How much faster is each rung of the ladder, and is that what was to be expected?";

/** Who climbs, to which rungs. */
export interface LadderWords {
  readonly gpu: readonly number[];
  readonly cpu: readonly number[];
  readonly write: boolean;
}

/** @throws LabError "lab-words" */
export function ladderWords(words: readonly string[]): LadderWords {
  const [kind, number, ...others] = words.filter((word) => word !== "--write");
  const all = { conv: rungs.map((rung) => rung.number), wasm: cpuRungs.map((rung) => rung.number) };
  if (kind !== undefined && kind !== "conv" && kind !== "wasm") throw new LabError("lab-words", `lab: there is no ladder "${kind}". There are conv, of shaders, and wasm, of WebAssembly; without a name both.`);
  if (kind !== undefined && number !== undefined && !all[kind].includes(Number(number))) {
    throw new LabError("lab-words", `lab: the ladder "${kind}" has no rung "${number}". Its rungs are 1 … ${all[kind].length}.`);
  }
  if (others.length > 0) throw new LabError("lab-words", `lab: ladder takes a name and a rung, such as ladder conv 3; these words were given: ${words.join(" ")}.`);
  const wanted = number === undefined ? undefined : [Number(number)];
  const write = words.includes("--write");
  if (write && kind !== undefined) throw new LabError("lab-words", "lab: --write writes both ladders whole: npm run lab -- ladder --write");
  return { gpu: kind === "wasm" ? [] : wanted ?? all.conv, cpu: kind === "conv" ? [] : wanted ?? all.wasm, write };
}

const rounds = 5;

/** @param layer and its rounds: a test's */
export async function* ladder(words: readonly string[], layer: Layer = layer1): AsyncIterable<string> {
  const { gpu: onGpu, cpu: onCpu, write } = ladderWords(words);
  const measured: Ladder[] = [];
  const gpu = onGpu.length > 0 ? await gpuIfAny() : undefined;
  if (onGpu.length > 0 && !gpu) yield noGpu;
  if (gpu) {
    try {
      measured.push(await gpuLadder(gpu, layer, onGpu, rounds));
    } finally {
      gpu.dispose();
    }
    yield textOf(measured.at(-1) as Ladder);
  }
  if (onCpu.length > 0) {
    measured.push(cpuLadder(layer, onCpu, rounds));
    yield textOf(measured.at(-1) as Ladder);
  }
  yield machine();
  if (!write) return;
  between(fileURLToPath(new URL("../../../../packages/tensor/lab/README.md", import.meta.url)), "ladder", [...measured.map(markdownOf), machine()].join("\n\n"));
  yield "Written: packages/tensor/lab/README.md";
}

/** What else kept the processor busy is told with it: the load counts those who compute or wait to. */
function machine(): string {
  const [load = 0] = loadavg();
  const [processor] = cpus();
  return `By processor time where a processor computes, else the fastest of ${rounds} rounds. ${processor?.model ?? "a processor"}, ${cpus().length} cores; load while it was measured: ${load.toFixed(1)}.`;
}
