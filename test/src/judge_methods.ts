// Every method judged on pictures whose objects are known: `npm run judge -- FOLDER [N [S]]` writes docs/judged.md.
// FOLDER holds a checkpoint (*.pth), labels.txt and test/truth.json: [{ image, class, box: [x0, y0, x1, y1] }, …].
// The first N pictures are judged (all, unless said), the first S (8) by Score-CAM too, whose map takes 512 forward passes.
// Runs where the command line would: on a GPU that is one, else on the CPU.
import {
  averageDrop, boxesOnMap, deletion, energyPointingGame, enlarge, insertion, logitOf, methods, normalisationFrom, openNetwork, pointingGame, preprocess,
  type ExplainedImage, type Measure, type MapRequest, type RawMap, type ScoreImages,
} from "@camlucida/cam";
import { readCheckpoint } from "@camlucida/tensor";
import { chooseDevice, decodeImage } from "camlucida/internal";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { judgedText, type Row } from "./judge_report.ts";

interface Truth {
  readonly image: string;
  readonly class: number;
  readonly box: readonly [number, number, number, number]; // pixels, end exclusive
}

const side = 224;
const steps = 7; // of the curves

const requests: readonly MapRequest[] = [
  ...methods.map((method) => ({ method, layer: "layer4" })),
  ...methods.filter(({ weights }) => weights.from === "gradient").map((method) => ({ method, layer: "layer3" })),
];
const isSlow = ({ method }: MapRequest): boolean => method.name === "score-cam";
const rows: readonly Row[] = requests.map((request) => ({ ...request, pointing: [], energy: [], drop: [], increase: [], insertion: [], deletion: [], costs: [] }));

const [folder, wanted = "Infinity", slowly = "8"] = process.argv.slice(2);
if (!folder) throw new Error("Which folder? npm run judge -- FOLDER [N [S]]");
const checkpointFile = (await readdir(folder)).find((name) => name.endsWith(".pth")) ?? "checkpoint.pth";
const checkpoint = readCheckpoint(new Uint8Array(await readFile(join(folder, checkpointFile))));
const truths = oneOfEachClassFirst(JSON.parse(await readFile(join(folder, "test", "truth.json"), "utf8")) as Truth[]).slice(0, Number(wanted));

const device = await chooseDevice("auto");
const network = await openNetwork(checkpoint, device.open({ weights: "for good", othersAtWork: undefined }));
const quick = requests.filter((request) => !isSlow(request));
const slow = requests.filter(isSlow);
for (const row of rows) if (!isSlow(row)) await measureCost(row);
for (const [at, truth] of truths.entries()) {
  await judge(truth, at < Number(slowly));
  const text = judgedText(rows, { pictures: at + 1, slow: Math.min(at + 1, Number(slowly)), steps, device: `${device.kind.toUpperCase()} (${device.name})` });
  await writeFile(fileURLToPath(new URL("../../docs/judged.md", import.meta.url)), text);
  process.stderr.write(`${at + 1} of ${truths.length} pictures judged\n`);
}
network.dispose();
device.close();

function oneOfEachClassFirst(all: readonly Truth[]): Truth[] {
  const first = all.filter((truth, at) => all.findIndex((other) => other.class === truth.class) === at);
  return [...first, ...all.filter((truth) => !first.includes(truth))];
}

/** (forward pass + map) / forward pass, three times, after one that compiles. */
async function measureCost(row: Row): Promise<void> {
  const input = new Float32Array(side * side * 3).map((_, at) => Math.sin(at));
  for (let round = 0; round < 4; round++) {
    const { cost } = await ask([row], input, logitOf(0, network.classes));
    if (round > 0) row.costs.push(cost);
  }
}

async function ask(wanted: readonly MapRequest[], input: Float32Array, seed: Float32Array): Promise<{ maps: RawMap[]; cost: number }> {
  const begun = performance.now();
  using pass = await network.forward([input], { thenMaps: wanted });
  const predicted = performance.now();
  const maps = await pass.maps(wanted, seed);
  return { maps, cost: (performance.now() - begun) / (predicted - begun) };
}

async function judge(truth: Truth, slowToo: boolean): Promise<void> {
  const photo = await decodeImage(new Uint8Array(await readFile(join(folder as string, "test", truth.image))));
  const { input, region } = preprocess(photo, normalisationFrom(checkpoint.metadata), "squash");
  const [x0, y0, x1, y1] = truth.box;
  const boxes = boxesOnMap([{ x: x0, y: y0, width: x1 - x0, height: y1 - y0 }], region, side, side);
  const seed = logitOf(truth.class, network.classes);
  const { maps } = await ask(quick, input, seed);
  if (slowToo) {
    const { maps: more, cost } = await ask(slow, input, seed);
    maps.push(...more);
    rows.filter(isSlow).forEach(({ costs }) => costs.push(cost));
  }
  for (const row of rows) {
    const raw = maps.find(({ method, layer }) => method === row.method.name && layer === row.layer);
    if (!raw) continue;
    const map = enlarge(raw.values, raw.width, raw.height, side, side);
    note(row.pointing, pointingGame(map, side, side, boxes));
    note(row.energy, energyPointingGame(map, side, side, boxes));
    await judgeByPasses({ image: input, map, width: side, height: side }, seed, row);
  }
}

async function judgeByPasses(explained: ExplainedImage, seed: Float32Array, row: Row): Promise<void> {
  const score: ScoreImages = (count, make) => network.score(seed, count, make);
  const { drop, increase } = await averageDrop(explained, score);
  note(row.drop, drop);
  note(row.increase, increase);
  note(row.insertion, await insertion(explained, score, steps));
  note(row.deletion, await deletion(explained, score, steps));
}

function note(list: number[], { value }: Pick<Measure, "value">): void {
  if (value !== null) list.push(value);
}
