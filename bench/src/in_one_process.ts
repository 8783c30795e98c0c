// What the command line does, in a process that has done it before: `in_one_process.ts warm|batch MODEL PHOTOGRAPH DEVICE`.
//   warm    ms from a file to a file for one photograph, a line each
//   batch   ms for each picture of the network alone, as many at a time as the device takes
import { readFile, writeFile } from "node:fs/promises";
import process from "node:process";
import {
  evidenceFor, imagenetPreprocessing, openNetwork, preprocess, renderView, viewOptions,
} from "../../packages/cam/src/index.ts";
import { openReference, openWasm, openWebGpu, readCheckpoint } from "../../packages/tensor/src/index.ts";
import { decodeImage, encodePng } from "../../apps/cli/src/internal.ts";
import { imageOf } from "./network.ts";

const [what, model = "", photograph = "", kind] = process.argv.slice(2);
const rounds = { unmeasured: 5, measured: 10 };

const device = kind === "gpu" ? await openWebGpu() : (openWasm({ threads: navigator.hardwareConcurrency }) ?? openReference());
const network = await openNetwork(readCheckpoint(await readFile(model)), device);
for (let round = 0; round < rounds.unmeasured; round++) await (what === "warm" ? explain() : batches(1));
if (what === "warm") {
  for (let round = 0; round < rounds.measured; round++) console.log(await timed(explain));
} else {
  console.log((await timed(() => batches(rounds.measured))) / (rounds.measured * device.batchSize));
}
process.exit(0); // the adapter would hold the process

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** Batches one behind the other, two in flight as in the command line. */
async function batches(count: number): Promise<void> {
  const inputs = Array.from({ length: device.batchSize }, () => imageOf(1));
  let left = count;
  const lane = async (): Promise<void> => {
    while (left-- > 0) await network.forward(inputs);
  };
  await Promise.all([lane(), ...(device.kind === "webgpu" ? [lane()] : [])]);
}

async function explain(): Promise<void> {
  const image = await decodeImage(await readFile(photograph));
  const { input, region } = preprocess(image, imagenetPreprocessing, "squash");
  const { prediction } = await network.forward([input]);
  const { map, mapWidth, mapHeight } = evidenceFor(prediction, network, prediction.ranking[0] ?? 0);
  const { overlay } = renderView(map, mapWidth, mapHeight, image, region, viewOptions({ view: "signed" }));
  await writeFile(`${photograph}.warm.png`, await encodePng(overlay));
}
