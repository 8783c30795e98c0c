// `camlucida tune`: measures which convolution algorithm is the fastest for every layer on this machine's GPU, and keeps it.
import { openingOf, tuneNetwork, type ModelToOpen, type Opening, type OpeningWishes } from "@camlucida/cam";
import { DeviceError, openWebGpu, type TunedLayer, tuningOf, type WebGpuDevice } from "@camlucida/tensor";
import { cacheFolder, loadModel } from "@camlucida/weights";
import process from "node:process";
import type { TuneOptions } from "../arguments/read_commands.ts";
import type { Sink } from "../files/stdout.ts";
import { downloadsOn, progressOn } from "../report/progress.ts";
import { padRight } from "../report/terminal.ts";
import type { Interruptions } from "../run/interruption.ts";
import { hasWebGpu, nameOf, noWebGpu } from "./devices.ts";
import { aboutFile, placeOfModels, withSaid } from "./model.ts";
import { readPreprocessing } from "./opening.ts";
import { tuningPath, writeTuning } from "./tuning_file.ts";

/** @throws DeviceError without a GPU; ModelError, CheckpointError, OutputError */
export async function tuneCommand({ model, output, input, preprocess, json, ...said }: TuneOptions, stdout: Sink, interruptions: Interruptions): Promise<void> {
  if (!hasWebGpu()) throw new DeviceError("no-adapter", `tune: ${noWebGpu}.`);
  const preprocessing = preprocess === undefined ? undefined : await readPreprocessing(preprocess);
  const device = await openWebGpu();
  const { report } = device.gpu;
  try {
    const downloads = downloadsOn(process.stderr);
    const log = (line: string): void => void process.stderr.write(`${line}\n`);
    const folder = cacheFolder(process.env, process.platform);
    const { name, path: file, checkpoint, beside, close } = await loadModel({ model, output }, { ...placeOfModels(), log, progress: downloads.show }).finally(downloads.clear);
    try {
      const opening = openingFor(file, { checkpoint: withSaid(checkpoint, said), beside }, { input, preprocessing });
      process.stderr.write(`Tuning ${name} on ${nameOf(report)} …\n`);
      const path = tuningPath(report, folder);
      const layers = await measure(opening, device, path, interruptions);
      await writeTuning(report, path, tuningOf(layers));
      await stdout.write(json ? `${JSON.stringify({ adapter: report, model: name, path, layers })}\n` : tuningTable(layers, path));
    } finally {
      close();
    }
  } finally {
    device.dispose();
  }
}

/** As it is opened for pictures: layers are measured at the size that they have then. @throws CheckpointError */
function openingFor(file: string, model: ModelToOpen, wishes: OpeningWishes): Opening {
  try {
    return openingOf(model, wishes);
  } catch (error) {
    throw aboutFile(file, error);
  }
}

/** Keeps after every layer what was measured so far. */
async function measure({ checkpoint, preprocessing }: Opening, device: WebGpuDevice, path: string, interruptions: Interruptions): Promise<TunedLayer[]> {
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
    }, { preprocessing });
  } finally {
    line?.clear();
    stop();
    await kept;
  }
}

/** What tuning found, as text: a line per kind of layer, and what it gains. @param path where it is kept */
export function tuningTable(layers: readonly TunedLayer[], path: string): string {
  const rows = layers.map((layer) => {
    const [best] = layer.times;
    const gain = best && usualTime(layer) / best.milliseconds;
    return [shortened(layer.layer), `${layer.count}×`, best ? `${best.milliseconds.toFixed(2)} ms` : "–", best?.algorithm ?? "nothing agreed", gain && gain > 1.005 ? `${gain.toFixed(2)}× as fast` : "as usual"];
  });
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = rows.map((row) => `  ${row.map((text, column) => padRight(text, widths[column] ?? 0)).join("  ").trimEnd()}`);
  const usual = sum(layers, usualTime);
  const best = sum(layers, ({ times }) => times[0]?.milliseconds ?? 0);
  const wrong = [...new Set(layers.flatMap((layer) => layer.wrong))];
  const refused = wrong.length > 0 ? `\nLeft out, for other numbers than the direct convolution's: ${wrong.join("; ")}.` : "";
  return `${lines.join("\n")}\n\nAll convolutions: ${best.toFixed(1)} ms, as usual ${usual.toFixed(1)} ms.${refused}\nKept in ${path}, and used from now on; without that file all is as usual.\n`;
}

/** "conv 1×56×56×64 → 1×56×56×64, 3×3", with what is out of the ordinary. */
const shortened = (layer: string): string => layer.replace(/, (stride 1|padding \d+|dilation 1|groups 1)(?=,|$)/g, "");

const usualTime = ({ heuristic, times }: TunedLayer): number =>
  (times.find(({ algorithm }) => algorithm === heuristic) ?? times.find(({ algorithm }) => algorithm === "direct"))?.milliseconds ?? 0;

const sum = (layers: readonly TunedLayer[], timeOf: (layer: TunedLayer) => number): number =>
  layers.reduce((total, layer) => total + layer.count * timeOf(layer), 0);
