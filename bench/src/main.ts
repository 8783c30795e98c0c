// `npm run bench -- [--model resnet18|resnet50] [--batch 1,8] [--rounds 7] [--only NAME,…] [--write]`
// This engine and its peers on the same seeded weights and the same image, one after the other, round by round.
import process from "node:process";
import { parseArgs } from "node:util";
import { writeFile } from "node:fs/promises";
import { fuse, Graph, reportAdapter, resnet } from "../../packages/tensor/src/index.ts";
import { seeded } from "../../packages/tensor/src/testing/seeded.ts";
import { readReference, seededCheckpoint } from "../../test/src/seeded_resnet.ts";
import type { Contender, Network, Opened } from "./contender.ts";
import { jax } from "./jax.ts";
import { ortOnAllCores, ortOnGpu, ortOnOneCore } from "./onnxruntime.ts";
import { onAllCores, onGpu, onOneCore } from "./ours.ts";
import { tableOf, type Measured } from "./table.ts";
import { tensorflow } from "./tensorflow.ts";

const contenders: readonly Contender[] = [onGpu, tensorflow, ortOnGpu, jax, onOneCore, ortOnOneCore, onAllCores, ortOnAllCores];
const side = 224;

const { values: options } = parseArgs({
  options: {
    model: { type: "string", default: "resnet18" }, batch: { type: "string", default: "1" }, rounds: { type: "string", default: "7" },
    only: { type: "string" }, write: { type: "boolean", default: false },
  },
});
const only = options.only?.split(",");
const texts: string[] = [];
for (const batch of options.batch.split(",").map(Number)) texts.push(await measured(options.model, batch, Number(options.rounds)));
const machine = `${(await reportAdapter())?.name ?? "no WebGPU"}, ${navigator.hardwareConcurrency} cores, ${navigator.userAgent}, ${new Date().toISOString().slice(0, 10)}`;
const text = `${texts.join("\n")}\nMeasured on ${machine}.\n`;
process.stdout.write(text);
if (options.write) await writeFile(new URL("../../docs/speed.md", import.meta.url), `# Speed\n\nWritten by \`npm run bench -- --write\`.\n\n${text}`);
process.exit(0); // some peers leave workers behind

async function measured(model: string, batch: number, rounds: number): Promise<string> {
  const network = await networkOf(model, batch);
  const image = seeded(1, batch * side * side * 3, 2);
  const results: Measured[] = [];
  const running: { opened: Opened; result: Measured }[] = [];
  let reference: Float32Array | undefined;
  for (const contender of contenders.filter(({ name, on }) => !only || only.some((part) => `${name} ${on}`.includes(part)))) {
    const result: Measured = { name: contender.name, on: contender.on, first: NaN, times: [] };
    results.push(result);
    process.stderr.write(`${contender.name} (${contender.on}) …\n`);
    try {
      const begun = performance.now();
      const opened = await contender.open(network, image);
      const logits = await opened.run();
      result.first = performance.now() - begun;
      reference ??= logits;
      const error = disagreement(logits, reference);
      if (!(error < 1e-3)) throw new Error(`its logits differ by ${error} of the largest`);
      running.push({ opened, result });
    } catch (error) {
      result.failure = String(error).split("\n")[0] ?? "";
    }
  }
  for (let round = 0; round < rounds; round++) {
    for (const { opened, result } of running) {
      const begun = performance.now();
      await opened.run();
      result.times.push((performance.now() - begun) / batch);
    }
  }
  running.forEach(({ opened }) => opened.dispose());
  return `## ${model}, ${side}×${side}, batch ${batch}\n\n${tableOf(results)}`;
}

async function networkOf(model: string, batch: number): Promise<Network> {
  const graph = new Graph();
  const image = graph.input("image", [batch, side, side, 3]);
  const { logits } = resnet(graph, seededCheckpoint(await readReference(model)), image);
  return { name: model, graph: fuse(graph, [logits]), image, logits };
}

/** Largest difference, of the largest value. */
function disagreement(logits: Float32Array, reference: Float32Array): number {
  const largest = reference.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return logits.reduce((most, x, at) => Math.max(most, Math.abs(x - (reference[at] as number))), 0) / largest;
}
