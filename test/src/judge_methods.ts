// Every method judged on pictures whose objects are known: `npm run judge -- FOLDER [MODEL [N [S]]]` writes a network's part of docs/judged.md.
// FOLDER holds test/truth.json, [{ image, class, box: [x0, y0, x1, y1] }, …], and the pictures; MODEL is a checkpoint or an ONNX file (else
// the *.pth in FOLDER). The first N pictures are judged (all, unless said), the first S (8) also by methods that take a forward pass per channel.
// Runs where the command line would: on a GPU that is one, else on the CPU.
import {
  averageDrop, boxesOnMap, deletion, energyPointingGame, enlarge, insertion, logitOf, methods, openNetwork, pointingGame, preprocess,
  type ExplainedImage, type Measure, type MapRequest, type RawMap, type ScoreImages,
} from "@camlucida/cam";
import { GraphError, loadCheckpoint } from "@camlucida/tensor";
import { chooseDevice, decodeImage } from "camlucida/internal";
import { readdir, readFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { between } from "../../scripts/document.mjs";

interface Truth {
  readonly image: string;
  readonly class: number;
  readonly box: readonly [number, number, number, number]; // pixels, end exclusive
}

/** A method at a layer, and what every picture gave. */
interface Row extends MapRequest {
  readonly pointing: number[]; //  1 where the peak lies in the box, else 0
  readonly energy: number[]; //    share of the positive map in the box
  readonly drop: number[]; //      percent
  readonly increase: number[]; //  100 or 0 percent
  readonly insertion: number[]; // areas under the curve, 0…1
  readonly deletion: number[];
  readonly costs: number[]; //     forward passes
}

const side = 224;
const steps = 7; // of the curves

const [folder, file, wanted = "Infinity", slowly = "8"] = process.argv.slice(2);
if (!folder) throw new Error("Which folder? npm run judge -- FOLDER [MODEL [N [S]]]");
const model = file ?? join(folder, (await readdir(folder)).find((name) => name.endsWith(".pth")) ?? "checkpoint.pth");
const truths = oneOfEachClassFirst(JSON.parse(await readFile(join(folder, "test", "truth.json"), "utf8")) as Truth[]).slice(0, Number(wanted));

const device = await chooseDevice("auto");
const network = await openNetwork(await loadCheckpoint(new Uint8Array(await readFile(model))), device.open({ weights: "for good", othersAtWork: undefined }));
const [last, middle] = layersOf(network);
const rows: Row[] = [
  ...methods.map((method) => rowOf({ method, layer: last })),
  ...methods.filter(({ weights }) => weights.from === "gradient").map((method) => rowOf({ method, layer: middle })),
];
const isSlow = (row: Row): boolean => row.method.weights.from === "passes" && (row.method.name === "score-cam" || !network.hasClassMaps);
const slow = rows.filter(isSlow);
const undefinedHere = await refused(rows.filter((row) => !isSlow(row)));
const quick = rows.filter((row) => !isSlow(row) && undefinedHere.every((each) => each.row !== row));
for (const row of quick) await measureCost(row);
for (const [at, truth] of truths.entries()) {
  await judge(truth, at < Number(slowly));
  const judged = { pictures: at + 1, slow: Math.min(at + 1, Number(slowly)), steps, device: `${device.kind.toUpperCase()} (${device.name})` };
  between(fileURLToPath(new URL("../../docs/judged.md", import.meta.url)), basename(model, extname(model)), judgedText(rows.filter((row) => isSlow(row) || quick.includes(row)), judged));
  process.stderr.write(`${at + 1} of ${truths.length} pictures judged\n`);
}
network.dispose();
device.close();

/** The last layer, and the last before it that has more positions. */
function layersOf({ graph: { layers } }: typeof network): [last: string, middle: string] {
  const sizes = Array.from(layers, ([name, { shape: [, height = 0, width = 0] }]) => ({ name, positions: height * width }));
  const end = sizes.at(-1) ?? { name: "", positions: 0 };
  return [end.name, sizes.findLast(({ positions }) => positions > end.positions)?.name ?? end.name];
}

function rowOf(request: MapRequest): Row {
  return { ...request, pointing: [], energy: [], drop: [], increase: [], insertion: [], deletion: [], costs: [] };
}

/** What the network refuses, and why. */
async function refused(asked: readonly Row[]): Promise<{ readonly row: Row; readonly code: string }[]> {
  const found = [];
  for (const row of asked) {
    try {
      await ask([row], new Float32Array(side * side * 3), logitOf(0, network.classes));
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      found.push({ row, code: error.code });
    }
  }
  return found;
}

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
  const { input, region } = preprocess(photo, network.preprocessing, "squash");
  const [x0, y0, x1, y1] = truth.box;
  const boxes = boxesOnMap([{ x: x0, y: y0, width: x1 - x0, height: y1 - y0 }], region, side, side);
  const seed = logitOf(truth.class, network.classes);
  const { maps } = await ask(quick, input, seed);
  if (slowToo) {
    const { maps: more, cost } = await ask(slow, input, seed);
    maps.push(...more);
    slow.forEach(({ costs }) => costs.push(cost / slow.length));
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

interface Circumstances {
  readonly pictures: number;
  /** How many of them Score-CAM has seen. */
  readonly slow: number;
  readonly steps: number; // of the curves
  readonly device: string;
}

/** A network's part of docs/judged.md: one table, and what it says in words. */
function judgedText(rows: readonly Row[], { pictures, slow, steps, device }: Circumstances): string {
  return `
${network.architecture}, ${network.classes} classes, over ${pictures} pictures; ${slow} of them seen by methods that take a forward pass for each channel. Curves have
${steps} steps.${undefinedHere.length > 0 ? ` Not defined here: ${undefinedHere.map(({ row, code }) => `${row.method.title} (${code})`).join(", ")}.` : ""}

| Method | Layer | Pictures | Peak in the box ↑ | Energy in the box ↑ | Average drop ↓ | Increase ↑ | Insertion AUC ↑ | Deletion AUC ↓ | Time |
|---|---|---:|---:|---:|---:|---:|---:|---:|---:|
${rows.map(line).join("\n")}

${verdict(rows)}

Time is (forward pass + map) / forward pass, the median of a few in the same run on ${device}.
`;
}

function line(row: Row): string {
  const { method, pointing, energy, drop, increase, insertion, deletion, costs } = row;
  const cells = [
    percent(mean(pointing) * 100), percent(mean(energy) * 100), percent(mean(drop)), percent(mean(increase)),
    fixed(mean(insertion), 3), fixed(mean(deletion), 3), `${fixed(median(costs), 2)}×`,
  ];
  return `| ${method.title} | ${place(row)} | ${pointing.length} | ${cells.join(" | ")} |`;
}

/** Where the map's pixels are: the image's own for input gradients. */
function place({ method: { weights }, layer }: Row): string {
  return weights.from === "image" && !weights.within ? "image" : layer;
}

function verdict(rows: readonly Row[]): string {
  const seen = rows.filter(({ pointing }) => pointing.length > 0);
  const best = (score: (row: Row) => number): Row => seen.reduce((leader, row) => (score(row) > score(leader) ? row : leader));
  const inside = best(({ energy }) => mean(energy));
  const inserted = best(({ insertion }) => mean(insertion));
  const deleted = best(({ deletion }) => -mean(deletion));
  const peaks = (layer: string): number => mean(rows.flatMap((row) => (row.layer === layer && row.method.weights.from === "gradient" ? row.pointing : [])));
  const cell = (layer: string): number => side / (network.graph.layers.get(layer)?.shape[2] ?? 1);
  const close = seen.filter(({ insertion }) => mean(inserted.insertion) - mean(insertion) < 0.01).length;
  return `What it says of these pictures: ${inside.method.title} (${place(inside)}) keeps most of its positive values inside the box,
${percent(mean(inside.energy) * 100)}; ${inserted.method.title} (${place(inserted)}) finds soonest what makes the class (insertion ${fixed(mean(inserted.insertion), 3)},
but ${close} of the ${seen.length} come within 0.01 of it), ${deleted.method.title} (${place(deleted)}) what it cannot do without (deletion ${fixed(mean(deleted.deletion), 3)}).
The gradient methods' peaks lie in the box in ${percent(peaks(last) * 100)} of the maps at ${last}, whose cells are ${cell(last)} pixels wide, and in ${percent(peaks(middle) * 100)} at ${middle}, whose cells are ${cell(middle)}.`;
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? NaN;
}

function percent(value: number): string {
  return Number.isNaN(value) ? "–" : `${value.toFixed(0)} %`;
}

function fixed(value: number, digits: number): string {
  return Number.isNaN(value) ? "–" : value.toFixed(digits);
}
