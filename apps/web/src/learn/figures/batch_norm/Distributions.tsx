// How a channel's numbers are distributed: before a batch-norm, behind it, and behind the ReLU. The last two share one axis.
import { histogramOf, momentsOf } from "../../arithmetic/batch_norm.ts";
import { plain } from "../../parts/numbers.ts";
import type { words as texts } from "../batch_norm.words.ts";

type Words = (typeof texts)["en"];

interface DistributionsProps {
  readonly words: Words;
  readonly shown: { readonly before: Float32Array; readonly behind: Float32Array; readonly after: Float32Array | undefined };
  readonly names: { readonly before: string; readonly after: string | undefined };
}

export function Distributions({ words, shown: { before, behind, after }, names }: DistributionsProps) {
  const shared = extentOf(after ? [behind, after] : [behind]);
  return (
    <div class="distributions">
      <Distribution words={words} title={words.before(names.before)} values={before} extent={extentOf([before])} />
      <Distribution words={words} title={words.behind} values={behind} extent={shared} />
      {after && <Distribution words={words} title={words.after(names.after ?? "")} values={after} extent={shared} />}
    </div>
  );
}

type Extent = readonly [low: number, high: number];

/** Of all of them, and zero. */
const extentOf = (several: readonly Float32Array[]): Extent =>
  several.reduce<Extent>((all, values) => values.reduce<Extent>(([low, high], value) => [Math.min(low, value), Math.max(high, value)], all), [0, 0]);

const BINS = 48;
const [WIDTH, HEIGHT] = [240, 110];

function Distribution({ words, title, values, extent: [low, high] }: { readonly words: Words; readonly title: string; readonly values: Float32Array; readonly extent: Extent }) {
  const { counts } = histogramOf(values, low, high, BINS);
  const { mean, deviation } = momentsOf(values);
  // By square roots: else the one bin of a ReLU's zeros would leave nothing of the others.
  const most = Math.sqrt(Math.max(...counts));
  const across = (value: number): number => (high > low ? ((value - low) / (high - low)) * WIDTH : 0);
  const bin = WIDTH / BINS;
  const label = words.histogram(title, plain(mean, 3), plain(deviation, 3), plain(low, 3), plain(high, 3));
  return (
    <figure class="distribution">
      <h3>{title}</h3>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
        {counts.map((count, at) => {
          const height = (Math.sqrt(count) / most) * (HEIGHT - 4);
          const isBelow = low + ((at + 1) / BINS) * (high - low) <= 0;
          return <rect key={at} class={isBelow ? "below" : "above"} x={at * bin + 0.4} width={bin - 0.8} y={HEIGHT - height} height={height} />;
        })}
        <line class="zero" x1={across(0)} x2={across(0)} y1={0} y2={HEIGHT} />
        <line class="mean" x1={across(mean)} x2={across(mean)} y1={0} y2={HEIGHT} />
      </svg>
      <p class="ends"><span>{plain(low, 3)}</span><span>{plain(high, 3)}</span></p>
      <figcaption>{words.moments(plain(mean, 3), plain(deviation, 3), values.length)}</figcaption>
    </figure>
  );
}
