// Every method judged on pictures whose objects are known: `npm run judge -- FOLDER [N [M]]` writes docs/judged.md.
// FOLDER holds a checkpoint (*.pth), labels.txt and test/truth.json: [{ image, class, box: [x0, y0, x1, y1] }, …].
// Pointing games are played on every picture, or the first M; what needs dozens of passes per map, and Score-CAM, on the
// first N (4) of different classes only. With N = 0 that is left out: on a software adapter it takes hours.
import {
  averageDrop, boxesOnMap, deletion, energyPointingGame, enlarge, insertion, logitOf, methods, normalisationFrom, openNetwork, pointingGame, preprocess,
  type ExplainedImage, type Measure, type Question, type ScoreImages,
} from "@camlucida/cam";
import { openGpu, readCheckpoint } from "@camlucida/tensor";
import { decodeImage } from "camlucida";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

interface Truth {
  readonly image: string;
  readonly class: number;
  readonly box: readonly [number, number, number, number]; // pixels, end exclusive
}

const side = 224;
const steps = 7; // of the curves

const rows: readonly Question[] = [
  ...methods.map((method) => ({ method, layer: "layer4" })),
  ...methods.filter(({ weights }) => weights.from === "gradient").map((method) => ({ method, layer: "layer3" })),
];

const isSlow = ({ method }: Question): boolean => method.name === "score-cam";

type Tally = Record<"pointing" | "energy" | "drop" | "increase" | "insertion" | "deletion", number[]>;
const tallies: Tally[] = rows.map(() => ({ pointing: [], energy: [], drop: [], increase: [], insertion: [], deletion: [] }));
let judged = 0;

const folder = process.argv[2];
if (!folder) throw new Error("Which folder? npm run judge -- FOLDER [N]");
const detailed = Number(process.argv[3] ?? 4);
const files = await readdir(folder);
const checkpoint = readCheckpoint(new Uint8Array(await readFile(join(folder, files.find((name) => name.endsWith(".pth")) ?? "checkpoint.pth"))));
const truths = JSON.parse(await readFile(join(folder, "test", "truth.json"), "utf8")) as Truth[];
const seenClasses = new Set<number>();
const chosen = truths.filter(({ class: c }) => !seenClasses.has(c) && seenClasses.add(c)).slice(0, detailed);

const gpu = await openGpu();
const quick = await openNetwork(checkpoint, gpu, { questions: rows.filter((row) => !isSlow(row)) });
const slow = await openNetwork(checkpoint, gpu, { questions: rows.filter(isSlow) });
const costs = rows.map(() => NaN);
for (const [at, row] of rows.entries()) if (!isSlow(row)) costs[at] = await costOf(row);
for (const truth of [...chosen, ...truths.filter((other) => !chosen.includes(other))].slice(0, Number(process.argv[4] ?? truths.length))) {
  await judge(truth, chosen.indexOf(truth));
  judged++;
  await writeFile(fileURLToPath(new URL("../../docs/judged.md", import.meta.url)), report());
  process.stderr.write(`${judged} pictures judged\n`);
}
gpu.dispose();

/** (forward pass + map) / forward pass: the slower of two, one after the other. */
async function costOf(question: Question): Promise<number> {
  const network = await openNetwork(checkpoint, gpu, { questions: [question] });
  const input = new Float32Array(side * side * 3).map((_, at) => Math.sin(at));
  const ratios: number[] = [];
  for (let round = 0; round < 3; round++) {
    const look = await timed(() => network.see(input));
    const ask = await timed(() => network.answer(logitOf(0, network.classes)));
    if (round > 0) ratios.push((look.milliseconds + ask.milliseconds) / look.milliseconds); // the first compiles
  }
  network.dispose();
  return median(ratios);
}

/** @param rank among the pictures judged in detail; −1: not among them */
async function judge(truth: Truth, rank: number): Promise<void> {
  const photo = await decodeImage(new Uint8Array(await readFile(join(folder as string, "test", truth.image))));
  const { input, region } = preprocess(photo, normalisationFrom(checkpoint.metadata), "squash");
  const [x0, y0, x1, y1] = truth.box;
  const boxes = boxesOnMap([{ x: x0, y: y0, width: x1 - x0, height: y1 - y0 }], region, side, side);
  const seed = logitOf(truth.class, quick.classes);
  await quick.see(input);
  const maps = await quick.answer(seed);
  if (rank === 0) { // minutes per picture: one must do
    const look = await timed(() => slow.see(input));
    const ask = await timed(() => slow.answer(seed));
    maps.push(...ask.value);
    rows.forEach((row, at) => { if (isSlow(row)) costs[at] = (look.milliseconds + ask.milliseconds) / look.milliseconds; });
  }
  for (const [at, row] of rows.entries()) {
    const raw = maps.find(({ method, layer }) => method === row.method.name && layer === row.layer);
    if (!raw) continue;
    const tally = tallies[at] as Tally;
    const map = enlarge(raw.values, raw.width, raw.height, side, side);
    note(tally.pointing, pointingGame(map, side, side, boxes));
    note(tally.energy, energyPointingGame(map, side, side, boxes));
    if (rank >= 0) await judgeByPasses({ image: input, map, width: side, height: side }, seed, tally);
  }
}

async function judgeByPasses(explained: ExplainedImage, seed: Float32Array, tally: Tally): Promise<void> {
  const score: ScoreImages = (count, make) => quick.score(seed, count, make);
  const { drop, increase } = await averageDrop(explained, score);
  note(tally.drop, drop);
  note(tally.increase, increase);
  note(tally.insertion, await insertion(explained, score, steps));
  note(tally.deletion, await deletion(explained, score, steps));
}

function note(list: number[], { value }: Pick<Measure, "value">): void {
  if (value !== null) list.push(value);
}

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; milliseconds: number }> {
  const begun = performance.now();
  const value = await work();
  return { value, milliseconds: performance.now() - begun };
}

function report(): string {
  const lines = rows.map(({ method, layer }, at) => {
    const { pointing, energy, drop, increase, insertion: inserted, deletion: deleted } = tallies[at] as Tally;
    const place = method.weights.from === "image" && !method.weights.within ? "image" : layer;
    const cells = [share(pointing, 100), share(energy, 100), number(drop, 1), number(increase, 0), number(inserted, 3), number(deleted, 3), Number.isNaN(costs[at]) ? "–" : `${(costs[at] as number).toFixed(2)}×`];
    return `| ${method.title} | ${place} | ${pointing.length} | ${cells.join(" | ")} |`;
  });
  return `# Methods, judged

Written by \`npm run judge\` over ${judged} pictures of drawn shapes on photographs, whose boxes are known, and a ResNet-18 trained on
eight such shapes. Every map is of the true class's logit. ${passesText()}

| Method | Layer | Pictures | Peak in the box ↑ | Energy in the box ↑ | Average drop ↓ | Increase ↑ | Insertion AUC ↑ | Deletion AUC ↓ | Time |
|---|---|---:|---:|---:|---:|---:|---:|---:|---:|
${lines.join("\n")}

${verdict()}

Time is (forward pass + map) / forward pass, the slower of two, the same run on a software adapter; it includes reading the map back.
`;
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? NaN;
}

function share(numbers: readonly number[], scale: number): string {
  return numbers.length === 0 ? "–" : `${(mean(numbers) * scale).toFixed(0)} %`;
}

function number(numbers: readonly number[], digits: number): string {
  return numbers.length === 0 ? "–" : mean(numbers).toFixed(digits);
}

function passesText(): string {
  if (chosen.length === 0) return "Left out: what needs dozens of forward passes per map, and Score-CAM.";
  return `Drop, increase, insertion and deletion (${steps} steps) are means over ${chosen.length} pictures, one per class; Score-CAM has one.`;
}

/** What the table says of these pictures, in two sentences. */
function verdict(): string {
  const inBox = (at: number): number => mean(tallies[at]?.energy ?? []) || 0;
  const best = rows.map((_, at) => at).reduce((leader, at) => (inBox(at) > inBox(leader) ? at : leader));
  const { method, layer } = rows[best] as Question;
  const of = (place: string): number => mean(rows.flatMap((row, at) => (row.layer === place && row.method.weights.from === "gradient" ? (tallies[at]?.pointing ?? []) : [])));
  const percent = (value: number): string => `${(value * 100).toFixed(0)} %`;
  return `What it says of these pictures: ${method.title} at ${layer} keeps most of its positive values inside the box (${percent(inBox(best))}).
The gradient methods' peaks lie in the box in ${percent(of("layer4"))} of the maps at layer4, whose cells are 32 pixels wide, and in ${percent(of("layer3"))} at layer3, whose cells are 16.`;
}
