// What tuning found, as text: a line per kind of layer, and what it gains.
import type { TunedLayer } from "@camlucida/tensor";
import { padRight } from "../report/cells.ts";

/** @param path where it is kept */
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
