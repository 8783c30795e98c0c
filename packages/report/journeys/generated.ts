// Reports of any size for the journeys: classes whose evidence lies about a place of each, one of them with a planted mark in a corner; the same
// seed gives the same report. Thumbnails are drawn as the map that they stand for.
import { encode } from "jpeg-js";
import { linkSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ClassReport, ClusterReport, ConfusionCell, ReportData, ShareGrid } from "@camlucida/report";

export interface Wanted {
  readonly pictures: number;
  readonly labels: readonly string[];
  readonly truth: boolean;
  readonly alarm: boolean; // whether a part of the first class has a mark in a corner
  readonly nameOf?: (picture: number, label: string) => string;
}

const side = 7; // cells of a map

/** Mulberry32: numbers 0…1 by a seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Evidence about a point, as shares of all of it. */
function gridAt(x: number, y: number, spread: number): ShareGrid {
  const values = Array.from({ length: side * side }, (_, cell) => Math.exp(-(((cell % side + 0.5) / side - x) ** 2 + ((Math.floor(cell / side) + 0.5) / side - y) ** 2) / spread));
  const sum = values.reduce((all, value) => all + value, 0);
  return { width: side, height: side, values: values.map((value) => Number((value / sum).toPrecision(4))) };
}

export function generated({ pictures, labels, truth: known, alarm, nameOf = (picture, label) => `pictures/${label}/${String(picture).padStart(5, "0")}.jpg` }: Wanted): ReportData {
  const random = seeded(7);
  const rows = Array.from({ length: pictures }, (_, picture) => {
    const truth = picture % labels.length;
    const wrong = random() < 0.14;
    const probability = Number((wrong ? 0.25 + 0.5 * random() : 0.4 + 0.6 * Math.sqrt(random())).toFixed(4));
    return { picture, truth, predicted: wrong ? (truth + 1 + Math.floor(random() ** 2 * (labels.length - 1))) % labels.length : truth, probability, marked: alarm && truth === 0 && random() < 0.3 };
  });
  const maps = rows.map(({ predicted, marked }) => ({ class: predicted, borderShare: Number((marked ? 0.7 + 0.2 * random() : 0.1 + 0.3 * random()).toFixed(4)), typicality: Number((0.6 + 0.4 * random()).toFixed(4)) }));
  const marked = rows.filter(({ marked: is }) => is).map(({ picture }) => picture);
  return {
    form: 1, counts: { explained: pictures, failed: 2, skipped: 0 },
    classes: labels.map((label, position) => classOf(label, position, rows, maps.map(({ typicality }) => typicality), known)),
    groups: [{ method: "cam", layer: "layer4", unit: "logits" }],
    pictures: {
      image: rows.map(({ picture, truth }) => nameOf(picture, labels[truth] as string)), predicted: rows.map(({ predicted }) => predicted), probability: rows.map(({ probability }) => probability),
      truth: rows.map(({ truth }) => (known ? truth : -1)),
    },
    maps: {
      picture: rows.map(({ picture }) => picture), group: rows.map(() => 0), class: maps.map((map) => map.class), thumbnail: rows.map(({ picture }) => picture),
      overlay: rows.map(() => null), curves: [], borderShare: maps.map(({ borderShare }) => borderShare), typicality: maps.map(({ typicality }) => typicality), metrics: {},
    },
    confusion: known ? confusionOf(rows) : null,
    clusters: alarm ? [clusterOf(marked, Math.ceil(pictures / labels.length))] : [],
    sampled: [],
    metrics: [{ group: 0, metric: "insertion", mean: 0.613, count: pictures }, { group: 0, metric: "deletion", mean: 0.142, count: pictures }],
    failures: [{ image: "pictures/broken.jpg", code: "image-not-decodable", message: "the file ends before its last row" }, { image: "pictures/empty.png", code: "image-empty", message: "the file is empty" }],
    origin: {
      version: "0.1.0", models: [{ name: "shapes-resnet18", sha256: "9f3c".repeat(16), classes: labels.length, preprocessing: JSON.stringify({ resize: 256, crop: 224 }, undefined, 2) }],
      devices: [{ kind: "cpu", name: "the processor, 8 threads", pictures }], runs: [{ version: "0.1.0", words: ["pictures/", "--report", "report/", "--model", "shapes.safetensors"], settings: "ab".repeat(32), shard: null }],
      truth: known ? "folders" : null,
    },
  };
}

interface Row {
  readonly picture: number;
  readonly truth: number;
  readonly predicted: number;
}

const placeOf = (position: number): readonly [x: number, y: number] => [0.5 + 0.18 * Math.sin(position * 2.4), 0.5 + 0.18 * Math.cos(position * 1.7)];

function classOf(label: string, position: number, rows: readonly Row[], typicality: readonly number[], known: boolean): ClassReport {
  const [own, taken] = [rows.filter(({ truth }) => truth === position), rows.filter(({ predicted }) => predicted === position)];
  const ordered = taken.map(({ picture }) => picture).sort((one, other) => (typicality[other] as number) - (typicality[one] as number));
  return {
    index: position, label, predicted: taken.length, truth: known ? own.length : null, right: known ? own.filter(({ predicted }) => predicted === position).length : null,
    maps: [{ group: 0, count: taken.length, mean: taken.length === 0 ? null : gridAt(...placeOf(position), 0.06), borderShare: 0.2 + 0.02 * (position % 9), most: ordered.slice(0, 6), least: ordered.slice(6).reverse().slice(0, 6) }],
  };
}

function confusionOf(rows: readonly Row[]): ConfusionCell[] {
  const cells = new Map<string, { truth: number; predicted: number; pictures: number[] }>();
  for (const { picture, truth, predicted } of rows) {
    const cell = cells.get(`${truth} ${predicted}`) ?? { truth, predicted, pictures: [] };
    cell.pictures.push(picture);
    cells.set(`${truth} ${predicted}`, cell);
  }
  return [...cells.values()];
}

const clusterOf = (maps: readonly number[], of: number): ClusterReport =>
  ({ class: 0, group: 0, maps, of, mean: gridAt(0.93, 0.93, 0.01), tightness: 0.97, separation: 0.91, spread: 0.06, score: 0.88, alarm: true, place: { x: 0.93, y: 0.93 } });

/** The thumbnails of such a report; beyond the first 200 they are the same again. */
export function drawThumbnails(folder: string, { maps }: ReportData): void {
  mkdirSync(join(folder, "thumbnails"), { recursive: true });
  const fileOf = (number: number): string => join(folder, "thumbnails", `${String(number).padStart(6, "0")}.jpg`);
  for (const [map, number] of maps.thumbnail.entries()) {
    if (number >= 200) linkSync(fileOf(number % 200), fileOf(number));
    else writeFileSync(fileOf(number), drawn(maps.class[map] as number, (maps.borderShare[map] ?? 0) > 0.6));
  }
}

/** A shape on a ground with evidence on it, 120 × 90. */
function drawn(position: number, marked: boolean): Buffer {
  const [width, height] = [120, 90];
  const [x, y] = marked ? [0.93, 0.93] : placeOf(position);
  const data = Buffer.alloc(4 * width * height);
  for (let row = 0; row < height; row++) for (let column = 0; column < width; column++) {
    const [across, down] = [(column + 0.5) / width, (row + 0.5) / height];
    const shape = Math.hypot(across - 0.5, (down - 0.5) * 0.75) < 0.22 ? 150 : 60 + 40 * down;
    const evidence = Math.exp(-((across - x) ** 2 + (down - y) ** 2) / 0.03);
    data.set([shape + (255 - shape) * evidence, shape + (90 - shape) * evidence * 0.6, shape * (1 - 0.7 * evidence), 255], 4 * (row * width + column));
  }
  return encode({ width, height, data }, 80).data;
}
