// What each input channel gives to one number of a convolution's output: the strongest first.
import { useMemo, useState } from "preact/hooks";
import { strongestFirst } from "../../arithmetic/convolution.ts";
import { type Bar, Bars } from "../../parts/Bars.tsx";
import type { words as texts } from "../convolution.words.ts";

const FEW = 8;

interface ChannelSumsProps {
  readonly words: (typeof texts)["en"];
  readonly sums: Float64Array; // by input channel that is seen
  readonly first: number; // of these, its number
  readonly chosen: number; // index into sums
  choose(within: number): void;
}

export function ChannelSums({ words, sums, first, chosen, choose }: ChannelSumsProps) {
  const [isWhole, setWhole] = useState(false);
  const order = useMemo(() => strongestFirst(sums), [sums]);
  if (sums.length === 1) return <p class="note">{words.oneChannel}</p>;
  const shown = isWhole || sums.length <= FEW + 1 ? order : order.slice(0, FEW);
  const others = order.slice(shown.length);
  const bars: Bar[] = shown.map((within) => ({ name: words.inputChannel(first + within), value: sums[within] ?? NaN }));
  const rest = others.length === 0 ? [] : [{ name: words.others(others.length), value: others.reduce((total, within) => total + (sums[within] ?? NaN), 0) }];
  const at = shown.indexOf(chosen);
  return (
    <div class="term">
      <h3>{words.channelsTitle(sums.length)}</h3>
      <Bars label={words.channelsTitle(sums.length)} bars={[...bars, ...rest]} chosen={at < 0 ? undefined : at} choose={(to) => { const within = shown[to]; if (within !== undefined) choose(within); }} />
      {sums.length > FEW + 1 && <div class="row"><button type="button" onClick={() => setWhole(!isWhole)}>{isWhole ? words.showStrongest : words.showAll(sums.length)}</button></div>}
    </div>
  );
}
