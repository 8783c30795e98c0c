// `camlucida tune`: measures which convolution algorithm is the fastest for every layer on this machine's GPU, and keeps it.
import { tuneNetwork } from "@camlucida/cam";
import { openGpu, tuningOf } from "@camlucida/tensor";
import { cacheFolder, loadModel } from "@camlucida/weights";
import process from "node:process";
import type { TuneOptions } from "../arguments.ts";
import { nameOf } from "../devices.ts";
import type { Sink } from "../files/stdout.ts";
import { downloadsOn, progressOn } from "../report/progress.ts";
import { tuningPath, writeTuning } from "./tuning_file.ts";
import { withStem } from "../model.ts";
import { tuningTable } from "./table.ts";

/** @throws DeviceError without a GPU; ModelError, CheckpointError, OutputError */
export async function tuneCommand({ model, stem, json }: TuneOptions, stdout: Sink): Promise<void> {
  const gpu = await openGpu();
  try {
    const downloads = downloadsOn(process.stderr);
    const log = (line: string): void => void process.stderr.write(`${line}\n`);
    const folder = cacheFolder(process.env, process.platform);
    const { name, checkpoint, close } = await loadModel({ model }, { cacheFolder: () => folder, log, progress: downloads.show }).finally(downloads.clear);
    process.stderr.write(`Tuning ${name} on ${nameOf(gpu.report)} …\n`);
    let line: ReturnType<typeof progressOn> | undefined;
    const layers = await tuneNetwork(withStem(checkpoint, stem), gpu, (done, total) => {
      line ??= progressOn(process.stderr, { title: "Tuning", total, unit: "items" });
      line.show(done);
    }).finally(() => {
      line?.clear();
      close();
    });
    const path = tuningPath(gpu.report, folder);
    await writeTuning(gpu.report, path, tuningOf(layers));
    await stdout.write(json ? `${JSON.stringify({ adapter: gpu.report, model: name, path, layers })}\n` : tuningTable(layers, path));
  } finally {
    gpu.dispose();
  }
}
