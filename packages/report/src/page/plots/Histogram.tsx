// How many pictures have which probability: right ones below, wrong ones on top of them.
import { Axes } from "./Axes.tsx";
import { scalesOf, useFrame } from "./frame.ts";
import type { ProbabilityBin } from "./statistics.ts";
import { count, percent } from "../words/words.ts";

export function Histogram({ bins, known }: { readonly bins: readonly ProbabilityBin[]; readonly known: boolean }) {
  const frame = useFrame();
  const largest = Math.max(1, ...bins.map(allOf));
  const { x, y } = scalesOf(frame, [0, 1], [0, largest]);
  return (
    <svg viewBox={`0 0 ${frame.width} ${frame.height}`} class="plot" role="img" aria-label={`Pictures by probability. ${spoken(bins)}`}>
      {bins.map((bin) => {
        const parts = [["unknown", bin.unknown], ["right", bin.right], ["wrong", bin.wrong]] as const;
        let below = 0;
        return parts.map(([kind, height]) => {
          const bar = <rect key={`${bin.from} ${kind}`} class={known ? kind : "unknown"} x={x(bin.from) + 1} width={x(bin.to) - x(bin.from) - 2} y={y(below + height)} height={y(below) - y(below + height)} />;
          below += height;
          return height > 0 && bar;
        });
      })}
      <Axes frame={frame} x={x} y={y} titles={{ x: "probability of the answer", y: "pictures" }} formats={{ x: "%", y: largest < 4 ? "d" : "~s" }} steps={Math.min(4, largest)} />
    </svg>
  );
}

const allOf = ({ right, wrong, unknown }: ProbabilityBin): number => right + wrong + unknown;
const spoken = (bins: readonly ProbabilityBin[]): string => bins.filter((bin) => allOf(bin) > 0).map((bin) => `${percent(bin.from, 0)} to ${percent(bin.to, 0)}: ${count(allOf(bin))}`).join(", ");
