// PyTorch on the CPU, where this machine's Python has it: the network handed over in files, the rest in pytorch.py.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Assignment, type BenchNetwork, kernelPlanes, planes } from "../contender.ts";
import type { Guest } from "../measure.ts";
import { numbersOf } from "../../../packages/tensor/src/index.ts";
import { functionName } from "../../../packages/tensor/src/ops/activation/activation_functions.ts";
import { imageOf, networkOf } from "../network.ts";
import { processGuest } from "../process_guest.ts";

const program = fileURLToPath(new URL("pytorch.py", import.meta.url));

export interface PyTorch {
  readonly python: string; // path
  readonly version: string;
}

/** Of the usual Python, else of the system's, which is where Debian installs it; undefined where neither has it. */
export function findPytorch(): PyTorch | undefined {
  for (const python of ["python3", "/usr/bin/python3"]) {
    const { status, stdout } = spawnSync(python, ["-c", "import torch; print(torch.__version__)"], { encoding: "utf8" });
    if (status === 0) return { python, version: stdout.trim() };
  }
  return undefined;
}

/** Its first answer comes when the job is known: until then there is no process. */
export function pytorchGuest({ python }: PyTorch, threads: number): Guest {
  let guest: Guest | undefined;
  const folder = mkdtempSync(join(tmpdir(), "camlucida-bench-"));
  return {
    ask: async (ask) => {
      if ("job" in ask) {
        if (ask.job.task !== "forward") throw new Error("measured forward only");
        writeNetwork(ask.job, folder);
        guest = processGuest(python, [program, folder, String(threads)]);
      }
      if (!guest) throw new Error("PyTorch was not started");
      return guest.ask(ask);
    },
    close: () => {
      guest?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** An activation by its function's name. */
const opNameOf = (name: string, { activation = 0 }: Readonly<Record<string, number>>): string => (name === "activation" ? functionName(activation) : name);

function writeNetwork({ model, batch }: Assignment, folder: string): void {
  const network: BenchNetwork = networkOf(model, batch);
  const arrays: Float32Array[] = [];
  let length = 0;
  const place = (name: string, data: Float32Array, shape: readonly number[]): object => {
    arrays.push(data);
    length += data.length;
    return { name, shape, from: length - data.length };
  };
  const parameters = [...network.peers.parameters].map(([value, parameter]) => {
    const { data, shape } = kernelPlanes(numbersOf(parameter), value.shape);
    return place(value.name, data, shape);
  });
  const [n = 0, h = 0, w = 0, c = 0] = network.image.shape;
  const image = place(network.image.name, planes(imageOf(batch), network.image.shape), [n, c, h, w]);
  const steps = network.peers.steps.map(({ op, constants, inputs, output }) => ({ op: opNameOf(op.name, constants), constants, inputs: inputs.map(({ name }) => name), output: output.name }));
  writeFileSync(join(folder, "network.json"), JSON.stringify({ parameters, image, steps, output: network.logits.name }));
  const numbers = new Float32Array(length);
  for (let at = 0, next = arrays.shift(); next; at += next.length, next = arrays.shift()) numbers.set(next, at);
  writeFileSync(join(folder, "numbers.bin"), new Uint8Array(numbers.buffer));
}
