// `npm run bench -- --hardware`, out of the folder that `--pack` made: a machine with a GPU may have no network and little time. In this order:
// whether it computes what PyTorch computes; the tuner; forward times; every layer beside the roofline; the peers. Each has a part of the time.
import process from "node:process";
import { fileURLToPath } from "node:url";
import { DeviceError, type Gpu, heuristic, fromTuning, openGpu, type Tuning } from "../../../packages/tensor/src/index.ts";
import { measureCases } from "../measure.ts";
import { measureLayersOn } from "../measure_layers.ts";
import { processGuest } from "../process_guest.ts";
import { machineOf } from "../reports/case.ts";
import { type Budget, budgetOf } from "./budget.ts";
import { holdFixtures } from "./fixtures.ts";
import { forwardTimes, tuneFor } from "./forward.ts";
import { type HardwareOptions, help, optionsOf, type MeasuredPart } from "./options.ts";
import { type HardwareReport, writeReport } from "./report.ts";

/** What of the time that is left a part may take; the last takes all. */
const shares: Readonly<Record<MeasuredPart, number>> = { fixtures: 0.25, tuner: 0.35, forward: 0.4, layers: 0.4, peers: 1 };

/** Kept for the end: to write, and to close. */
const reserve = 8_000; // ms

const options = understood(process.argv.slice(2));
const budget = budgetOf(options.minutes * 60_000 - reserve);
const began = new Date();
const gpu = await openGpu().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\nIs there a Vulkan driver? VK_DRIVER_FILES can name its .json file.\n`);
  process.exit(3);
});
let report: HardwareReport = { adapter: gpu.report, began: began.toISOString(), seconds: 0, doing: "begins", forward: [], layers: [], cases: [] };

// whatever is under way then
setTimeout(() => void note(`stopped after ${options.minutes} minutes; last: ${report.doing}`, {}).finally(() => process.exit(0)), options.minutes * 60_000 - 2_000);
await measureAll(gpu, options).catch((error: unknown) => note(`ended with ${String(error).slice(0, 300)}`, {}));
process.stdout.write(`${report.doing}; ${options.out}/results.md\n`);
process.exit(0); // the adapter would hold the process

async function note(doing: string, more: Partial<HardwareReport>): Promise<void> {
  report = { ...report, ...more, doing, seconds: (Date.now() - began.getTime()) / 1000 };
  await writeReport(options.out, report);
  process.stderr.write(`${report.seconds.toFixed(0).padStart(4)} s  ${doing}\n`);
}

async function measureAll(gpu: Gpu, { without }: HardwareOptions): Promise<void> {
  const timeFor = (part: MeasuredPart): Budget | undefined => (without.includes(part) ? undefined : budget.part(shares[part]));
  const fixtures = timeFor("fixtures");
  if (fixtures) await holdFixtures(gpu, new URL("./fixtures/", import.meta.url), fixtures, (held) => note(`fixtures: ${held.held.length} held against PyTorch`, { fixtures: held }));
  const tuner = timeFor("tuner");
  const tuning = tuner && await tuneFor(gpu, options.models, options.batches, tuner, (layers, all) => note(`tuner: ${layers.length} of ${all} kinds of layers`, { tuned: { layers, all } }));
  const forward = timeFor("forward");
  if (forward) await measureForward(gpu, tuning, forward);
  const layers = timeFor("layers");
  if (layers) await measureRoofline(gpu, tuning, layers);
  const { name } = gpu.report;
  gpu.dispose();
  const peers = timeFor("peers");
  if (peers) await measurePeers(peers);
  await note(`done on ${name}`, {});
}

/** Every case gets its share of the time, the first ones what they need. */
async function measureForward(gpu: Gpu, tuning: Tuning | undefined, time: Budget): Promise<void> {
  const cases = options.batches.flatMap((batch) => options.models.flatMap((model) => (tuning ? [undefined, tuning] : [undefined]).map((by) => ({ model, batch, by }))));
  for (const [at, { model, batch, by }] of cases.entries()) {
    if (time.left() === 0) return;
    const measured = await forwardTimes(gpu, model, batch, by, options.rounds, time.part(1 / (cases.length - at)));
    await note(`forward: ${model}, batch ${batch}, ${measured.algorithms}`, { forward: [...report.forward, measured] });
  }
}

async function measureRoofline(gpu: Gpu, tuning: Tuning | undefined, time: Budget): Promise<void> {
  for (const batch of options.batches) {
    for (const model of options.models) {
      if (time.left() === 0) return;
      try {
        const measured = await measureLayersOn(gpu, model, batch, Math.min(options.rounds, 7), tuning ? fromTuning(tuning) : heuristic);
        await note(`layers: ${model}, batch ${batch}`, { layers: [...report.layers, measured] });
      } catch (error) {
        if (error instanceof DeviceError && error.code === "device-lost") throw error;
        await note(`layers: ${model}, batch ${batch}: ${String(error).slice(0, 300)}`, {});
      }
    }
  }
}

/** On the same adapter, each in a process of its own; who is under way when the time is over is not waited for. */
async function measurePeers(time: Budget): Promise<void> {
  const machine = await machineOf("Deno");
  const program = fileURLToPath(new URL("./host_process.js", import.meta.url));
  const guest = (): ReturnType<typeof processGuest> => processGuest(process.execPath, ["run", "-A", "--quiet", "--no-config", "--no-lock", "--node-modules-dir=manual", program]);
  const chosen = { tasks: ["forward"], rounds: Math.min(options.rounds, 9), contenders: ["camlucida-gpu", "tensorflow-gpu", "onnxruntime-gpu"] } as const;
  const over = new Promise<"over">((done) => setTimeout(() => done("over"), time.left()));
  for (const batch of options.batches) {
    for (const model of options.models) {
      const before = report.cases;
      let written: Promise<void> = Promise.resolve();
      const measuring = measureCases(machine, { ...chosen, models: [model], batches: [batch] }, guest, (doing, soFar) => {
        written = written.then(() => note(`peers: ${model}, batch ${batch}: ${doing}`, { cases: [...before, soFar] }));
      });
      const ended = await Promise.race([measuring, over]);
      await written;
      if (ended === "over") return;
    }
  }
}

/** The options; where they are wrong, says how, shows which there are and ends the process. */
function understood(words: readonly string[]): HardwareOptions {
  try {
    const read = optionsOf(words);
    if (!read.help) return read;
    process.stdout.write(help);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${help}`);
    process.exit(2);
  }
}
