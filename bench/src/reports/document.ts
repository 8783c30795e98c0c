// docs/speed.md, made of what is known of every runtime.
import type { Runtime } from "../contenders/index.ts";
import { processorsOf, titleOf, wordsOf, type Case } from "./case.ts";
import { commandSectionOf, type CommandReport } from "./command_report.ts";
import { layerSectionOf, type LayerReport } from "./layer_report.ts";
import { markdown, tableOf } from "./table.ts";

/** Everything measured in one runtime. */
export interface Known {
  readonly cases: readonly Case[];
  readonly layers?: readonly LayerReport[];
  readonly commands?: readonly CommandReport[];
}

const introduction = `# Speed

Written by \`npm run bench -- --write\`: medians, quartiles and ratios of rounds in which the engines take turns. All of them
compute the same network (batch-norm folded in) with the same seeded weights on the same image, on the same adapter; who differs by
more than 1e-3 of the largest value is not timed. Each lives in a process (in the browser: a worker) of its own.

- **Forward**: from pixels as numbers to logits as numbers, copies to and from the GPU included.
- **From a photograph to its map**: 640×480 RGBA → 224×224 normalised → the class activation map of the best class, over the photograph.
  For the peers the preprocessing, the map and its enlargement are the same plain JavaScript as ours.
- **First result, cold**: a fresh process loads the engine's code, opens the network and answers; in the browser the code comes from a
  development server. What an engine's users have on disk, such as an .onnx file, is made before. **Warm**: the network closed, and
  opened again in the same process.
- **Peak memory**: of the whole process, with the runtime and the weights in JavaScript, which is the same for all.
- **Cores busy**: processor time by time passed.
- **The command line**: whole processes, from the command to their end; a folder's first forty pictures do not count.
- onnxruntime-node and PyTorch are native code, no peers: how far WebAssembly is from what the processor can do.

Raw times: [speed.deno.json](speed.deno.json), [speed.chromium.json](speed.chromium.json).
`;

export function documentOf(known: ReadonlyMap<Runtime, Known>): string {
  const parts = [...known].map(([runtime, there]) => [
    `## ${runtime}\n`,
    `![Bars of medians in ${runtime}](speed.${runtime.toLowerCase()}.svg)\n`,
    ...sectionsOf(there),
  ].join("\n"));
  return [introduction, ...parts].join("\n");
}

export const sectionsOf = ({ cases, layers = [], commands = [] }: Known): string[] => [...cases.map(sectionOf), ...layers.map(layerSectionOf), ...commands.map(commandSectionOf)];

const sectionOf = (one: Case): string => `### ${titleOf(one)}: ${processorsOf(one.results).join("; ")}\n\n${markdown(tableOf(one))}\n\n${wordsOf(one.machine, one.date)}\n`;
