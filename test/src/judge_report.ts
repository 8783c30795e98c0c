// What docs/judged.md says: one table, and what it says in words.
import type { MapRequest } from "@camlucida/cam";

/** A method at a layer, and what every picture gave. */
export interface Row extends MapRequest {
  readonly pointing: number[]; //  1 where the peak lies in the box, else 0
  readonly energy: number[]; //    share of the positive map in the box
  readonly drop: number[]; //      percent
  readonly increase: number[]; //  100 or 0 percent
  readonly insertion: number[]; // areas under the curve, 0…1
  readonly deletion: number[];
  readonly costs: number[]; //     forward passes
}

export interface Circumstances {
  readonly pictures: number;
  /** How many of them Score-CAM has seen. */
  readonly slow: number;
  readonly steps: number; // of the curves
  readonly device: string;
}

/** docs/judged.md */
export function judgedText(rows: readonly Row[], { pictures, slow, steps, device }: Circumstances): string {
  return `# Methods, judged

Written by \`npm run judge\` over ${pictures} pictures of drawn shapes on photographs, whose boxes are known, and a ResNet-18
trained on eight such shapes. Every map is of the true class's logit, brought to 224×224 pixels. Score-CAM has seen ${slow} of the
pictures. Curves have ${steps} steps; an arrow says which way is better.

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
  const close = seen.filter(({ insertion }) => mean(inserted.insertion) - mean(insertion) < 0.01).length;
  return `What it says of these pictures: ${inside.method.title} (${place(inside)}) keeps most of its positive values inside the box,
${percent(mean(inside.energy) * 100)}; ${inserted.method.title} (${place(inserted)}) finds soonest what makes the class (insertion ${fixed(mean(inserted.insertion), 3)},
but ${close} of the ${seen.length} come within 0.01 of it), ${deleted.method.title} (${place(deleted)}) what it cannot do without (deletion ${fixed(mean(deleted.deletion), 3)}).
The gradient methods' peaks lie in the box in ${percent(peaks("layer4") * 100)} of the maps at layer4, whose cells are 32 pixels wide, and in ${percent(peaks("layer3") * 100)} at layer3, whose cells are 16.`;
}

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? NaN;

const percent = (value: number): string => (Number.isNaN(value) ? "–" : `${value.toFixed(0)} %`);

const fixed = (value: number, digits: number): string => (Number.isNaN(value) ? "–" : value.toFixed(digits));
