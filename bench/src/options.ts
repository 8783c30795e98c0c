// The options of `npm run bench`.
import { parseArgs } from "node:util";
import { entries, type Runtime } from "./contenders/index.ts";
import { models, type ModelName } from "./contender.ts";
import type { Chosen } from "./measure.ts";

export const help = `npm run bench -- [options]

  --model NAME,…    resnet18 (default), resnet50, mobilenet_v2, mobilenet_v3_large, efficientnet_b0, densenet121, vgg16,
                    convnext_tiny
  --batch N,…       images at a time: 1 (default), 8, 32, …
  --task NAME,…     forward (default): pixels to logits; map: a photograph to the map of its best class;
                    open: an .onnx file in memory to the first logits of its network
  --rounds N        7 unless said
  --only TEXT,…     engines whose name or processor contains it: GPU, CPU, "one thread", jax
  --browser         in Chromium, instead of Deno
  --layers          every layer of the network on the GPU, beside what the adapter can do at most
  --command         the command line: its first picture, and a folder, on the CPU and on the GPU
  --pictures N      of that folder: 500 unless said; below 41 it is left out
  --page            serves the page that measures in a browser of yours, and prints its address
  --pack            makes bench/hardware/, 60 MB at most: all that --hardware needs
  --hardware        out of that folder, without a network and within 8 minutes: does this GPU compute what PyTorch computes, the tuner,
                    forward times, layers, peers. --hardware --help names its options
  --write           keeps tables, plots and raw times in docs/speed.*
  --help            this text; nothing is measured
`;

export interface BenchOptions extends Chosen {
  readonly only: readonly string[];
  readonly browser: boolean;
  readonly layers: boolean;
  readonly command: boolean;
  readonly pictures: number;
  readonly write: boolean;
  readonly help: boolean;
}

/** @throws TypeError for an option that there is not; RangeError for a value that it cannot have, `--only` for what nobody is called */
export function optionsOf(words: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...words],
    options: {
      model: { type: "string", default: "resnet18" }, batch: { type: "string", default: "1" }, task: { type: "string", default: "forward" },
      rounds: { type: "string", default: "7" }, only: { type: "string", default: "" },
      browser: { type: "boolean", default: false }, layers: { type: "boolean", default: false },
      command: { type: "boolean", default: false }, pictures: { type: "string", default: "500" }, write: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const { browser, layers, command, write, help: asked } = values;
  const only = values.only.split(",").filter((part) => part !== "");
  return {
    models: values.model.split(",").map((name) => oneOf("--model", name, Object.keys(models) as ModelName[])),
    batches: values.batch.split(",").map((text) => count("--batch", text)),
    tasks: values.task.split(",").map((name) => oneOf("--task", name, ["forward", "map", "open"])),
    rounds: count("--rounds", values.rounds),
    only,
    contenders: contendersFor(browser ? "Chromium" : "Deno", only),
    pictures: count("--pictures", values.pictures),
    browser, layers, command, write, help: asked,
  };
}

/** @returns their ids; @throws RangeError where nobody is called so */
function contendersFor(runtime: Runtime, only: readonly string[]): string[] {
  const here = entries.filter(({ runtimes }) => runtimes.includes(runtime));
  const wanted = here.filter(({ name, on }) => only.length === 0 || only.some((part) => `${name} ${on}`.toLowerCase().includes(part.toLowerCase())));
  if (wanted.length === 0) throw new RangeError(`--only ${only.join()}: nobody. There are ${here.map(({ name, on }) => `${name} (${on})`).join(", ")}.`);
  return wanted.map(({ id }) => id);
}

function oneOf<Name extends string>(option: string, given: string, names: readonly Name[]): Name {
  const name = names.find((other) => other === given);
  if (name === undefined) throw new RangeError(`${option} ${given}: expected ${names.join(" or ")}.`);
  return name;
}

function count(option: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new RangeError(`${option} ${text}: expected a whole number from 1.`);
  return number;
}
