// `camlucida tune`: measures which convolution algorithm is the fastest for every layer on this machine's GPU, and keeps it.
import { tuneNetwork } from "@camlucida/cam";
import { DeviceError, openWebGpu, tuningOf, type Checkpoint, type TunedLayer, type WebGpuDevice } from "@camlucida/tensor";
import { cacheFolder, loadModel } from "@camlucida/weights";
import process from "node:process";
import type { TuneOptions } from "../arguments/arguments.ts";
import { hasWebGpu, nameOf, noWebGpu } from "../model/devices.ts";
import type { Sink } from "../files/stdout.ts";
import type { Interruptions } from "../run/interruption.ts";
import { downloadsOn, progressOn } from "../report/progress.ts";
import { tuningPath, writeTuning } from "./tuning_file.ts";
import { placeOfModels, withStem } from "../model/model.ts";
import { tuningTable } from "./table.ts";

/** @throws DeviceError without a GPU; ModelError, CheckpointError, OutputError */
export async function tuneCommand({ model, stem, json }: TuneOptions, stdout: Sink, interruptions: Interruptions): Promise<void> {
  if (!hasWebGpu()) throw new DeviceError("no-adapter", `tune: ${noWebGpu}.`);
  const device = await openWebGpu();
  const { report } = device.gpu;
  try {
    const downloads = downloadsOn(process.stderr);
    const log = (line: string): void => void process.stderr.write(`${line}\n`);
    const folder = cacheFolder(process.env, process.platform);
    const { name, checkpoint, close } = await loadModel({ model }, { ...placeOfModels(), log, progress: downloads.show }).finally(downloads.clear);
    process.stderr.write(`Tuning ${name} on ${nameOf(report)} …\n`);
    const path = tuningPath(report, folder);
    const layers = await measure(withStem(checkpoint, stem), device, path, interruptions).finally(close);
    await writeTuning(report, path, tuningOf(layers));
    await stdout.write(json ? `${JSON.stringify({ adapter: report, model: name, path, layers })}\n` : tuningTable(layers, path));
  } finally {
    device.dispose();
  }
}

/** Keeps after every layer what was measured so far. */
async function measure(checkpoint: Checkpoint, device: WebGpuDevice, path: string, interruptions: Interruptions): Promise<TunedLayer[]> {
  const { report } = device.gpu;
  let line: ReturnType<typeof progressOn> | undefined;
  let [measured, all] = [0, 0];
  let kept: Promise<void> = Promise.resolve();
  const stop = interruptions.during(async () => {
    await kept;
    return measured === 0 ? "interrupted: no layer was measured yet" : `interrupted: ${measured} of ${all} kinds of layers measured, kept in ${path}`;
  });
  try {
    return await tuneNetwork(checkpoint, device, (done, total, layers) => {
      line ??= progressOn(process.stderr, { title: "Tuning", total, unit: "items" });
      line.show(done);
      [measured, all] = [done, total];
      if (done > 0) kept = kept.then(() => writeTuning(report, path, tuningOf(layers))).catch(() => undefined); // the last one tells
    });
  } finally {
    line?.clear();
    stop();
    await kept;
  }
}
