// What a run on a hardware GPU leaves, written whole after every step, so that a run that is cut short has all until then: results.json with
// every number, results.md for people.
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AdapterReport, TunedLayer } from "../../../packages/tensor/src/index.ts";
import { type Case, median, sum, titleOf } from "../reports/case.ts";
import { type LayerReport, layerSectionOf } from "../reports/layer_report.ts";
import { sectionsOf } from "../reports/document.ts";
import { markdown } from "../reports/table.ts";
import type { FixtureReport } from "./fixtures.ts";
import type { ForwardTimes } from "./forward.ts";

export interface HardwareReport {
  readonly adapter: AdapterReport;
  readonly began: string; // ISO 8601
  readonly seconds: number; // until this was written
  readonly doing: string;
  readonly fixtures?: FixtureReport;
  readonly tuned?: { readonly layers: readonly TunedLayer[]; readonly all: number };
  readonly forward: readonly ForwardTimes[];
  readonly layers: readonly LayerReport[];
  readonly cases: readonly Case[];
}

export async function writeReport(folder: string, report: HardwareReport): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of [["results.json", JSON.stringify(report, null, 1)], ["results.md", textOf(report)]] as const) {
    await writeFile(join(folder, `${name}.part`), text);
    await rename(join(folder, `${name}.part`), join(folder, name));
  }
}

function textOf({ adapter, began, seconds, doing, fixtures, tuned, forward, layers, cases }: HardwareReport): string {
  return [
    `# ${adapter.name}, ${adapter.backend}, ${adapter.kind}\n`,
    `${began}; after ${seconds.toFixed(0)} s: ${doing}.\n`,
    ...(fixtures ? [fixturesText(fixtures)] : []),
    ...(tuned ? [tunedText(tuned)] : []),
    ...(forward.length > 0 ? [`## Forward\n\n${forwardTable(forward)}\n`] : []),
    ...layers.map(layerSectionOf),
    ...sectionsOf({ cases }),
  ].join("\n");
}

/** The promises: of the largest logit, and of a map's largest number. */
const promised = { logits: 1e-4, maps: 1e-3 };

export const isHeld = ({ logits, maps = 0, failure }: FixtureReport["held"][number]): boolean => failure === undefined && logits <= promised.logits && maps <= promised.maps;

function fixturesText({ held, left }: FixtureReport): string {
  const table = markdown({
    head: ["Against PyTorch", "Logits", "Maps", "Note"],
    rows: held.map((one) => [one.what, one.logits.toExponential(1), one.maps?.toExponential(1) ?? "–", one.failure ?? (isHeld(one) ? "" : "**differs**")]),
  });
  const rest = left.length > 0 ? `\nNo time was left for ${left.join(", ")}.\n` : "";
  return `## Fixtures: ${held.filter(isHeld).length} of ${held.length} held\n\n${table}\n${rest}`;
}

function tunedText({ layers, all }: NonNullable<HardwareReport["tuned"]>): string {
  // where the rule's algorithm does not fit the layer, the direct one is taken
  const usual = ({ times, heuristic }: TunedLayer): number =>
    (times.find(({ algorithm }) => algorithm === heuristic) ?? times.find(({ algorithm }) => algorithm === "direct"))?.milliseconds ?? 0;
  const of = (time: (layer: TunedLayer) => number): string => sum(layers.map((layer) => layer.count * time(layer))).toFixed(3);
  const rows = layers.map((layer) => [
    layer.layer, `${layer.count}`, layer.heuristic, layer.times[0]?.algorithm ?? "–", usual(layer).toFixed(3), (layer.times[0]?.milliseconds ?? 0).toFixed(3), layer.wrong.join(", "),
  ]);
  const table = markdown({ head: ["Layer", "Times", "Rule of thumb", "Fastest", "ms, rule", "ms, fastest", "Wrong here"], rows });
  return `## Tuner: ${layers.length} of ${all} kinds of layers\n\nAll: ${of(usual)} ms by the rule of thumb, ${of(({ times }) => times[0]?.milliseconds ?? 0)} ms by the fastest.\n\n${table}\n`;
}

function forwardTable(forward: readonly ForwardTimes[]): string {
  const ms = (time: number | undefined): string => (time === undefined || Number.isNaN(time) ? "–" : time.toFixed(time < 10 ? 2 : 1));
  return markdown({
    head: ["Network", "Algorithms", "ms, pixels to logits", "ms an image", "ms on the GPU alone", "ms to the first result", "Note"],
    rows: forward.map(({ model, batch, algorithms, times, onGpu, opening, failure }) => [
      titleOf({ model, batch, task: "forward" }), algorithms, ms(median(times)), ms(median(times) / batch), ms(onGpu), ms(opening), failure ?? "",
    ]),
  });
}
