// What the command line does, in a process that has done it before: `in_one_process.ts warm|batch MODEL PHOTOGRAPH DEVICE`.
//   warm    ms from a file to a file for one photograph, a line each
//   batch   ms for each picture of the network alone, as many at a time as it sees together
import { readFile, writeFile } from "node:fs/promises";
import process from "node:process";
import { evidenceFor, imagenetNormalisation, openNetwork, preprocess, renderView, viewOptions } from "../../../packages/cam/src/index.ts";
import { openGpu, readCheckpoint } from "../../../packages/tensor/src/index.ts";
import { decodeImage, encodePng } from "../../../apps/cli/src/index.ts";
import { imageOf } from "../network.ts";

const [what, model = "", photograph = "", device] = process.argv.slice(2);
const rounds = { unmeasured: 5, measured: 10 };

const gpu = device === "gpu" ? await openGpu() : undefined;
const network = await openNetwork(readCheckpoint(await readFile(model)), gpu, { threads: navigator.hardwareConcurrency });
for (let round = 0; round < rounds.unmeasured; round++) await (what === "warm" ? explain() : look(1));
if (what === "warm") {
  for (let round = 0; round < rounds.measured; round++) console.log(await timed(explain));
} else {
  console.log((await timed(() => look(rounds.measured))) / (rounds.measured * network.together));
}
process.exit(0); // the adapter would hold the process

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** Passes one behind the other, two under way at once as in the command line. */
async function look(passes: number): Promise<void> {
  const inputs = Array.from({ length: network.together }, () => imageOf(1));
  let left = passes;
  const lane = async (): Promise<void> => {
    while (left-- > 0) await network.seeAll(inputs);
  };
  await Promise.all([lane(), ...(gpu ? [lane()] : [])]);
}

async function explain(): Promise<void> {
  const image = await decodeImage(await readFile(photograph));
  const { input, region } = preprocess(image, imagenetNormalisation, "squash");
  const sight = await network.see(input);
  const { map, mapWidth, mapHeight } = evidenceFor(sight, network, sight.ranking[0] ?? 0);
  const { overlay } = renderView(map, mapWidth, mapHeight, image, region, viewOptions({ view: "signed" }));
  await writeFile(`${photograph}.warm.png`, await encodePng(overlay));
}
