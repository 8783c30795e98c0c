// Channels' weights by several methods: a row a channel, a bar a method, each on its method's own scale. One channel is chosen: one stop
// for Tab, then the arrow keys.
import { useId } from "preact/hooks";
import { barAfter, barPlace } from "../../parts/Bars.tsx";
import { plain } from "../../parts/numbers.ts";
import type { MethodsWords } from "../methods.words.ts";

export interface MethodWeights {
  readonly name: string; // "grad-cam"
  readonly title: string;
  readonly weights: Float32Array; // [K]
}

interface WeightTableProps {
  readonly label: string;
  readonly words: MethodsWords;
  readonly methods: readonly MethodWeights[];
  readonly channels: readonly number[];
  readonly chosen: number; // a channel
  choose(channel: number): void;
}

export function WeightTable({ label, words, methods, channels, chosen, choose }: WeightTableProps) {
  const id = useId();
  const reach = methods.map(({ weights }) => channels.reduce((most, channel) => Math.max(most, Math.abs(weights[channel] as number)), 0));
  const key = (event: KeyboardEvent): void => {
    const to = barAfter(event, channels.indexOf(chosen), channels.length);
    if (to === undefined) return;
    event.preventDefault();
    choose(channels[to] as number);
  };
  return (
    <div class="weight-table" style={{ "--methods": String(methods.length) }}>
      <div class="weight-heads" aria-hidden="true"><span />{methods.map(({ title }) => <span key={title}>{title}</span>)}</div>
      <div role="listbox" aria-label={label} tabIndex={0} aria-activedescendant={`${id}-${chosen}`} onKeyDown={key}>
        {channels.map((channel) => (
          <div key={channel} id={`${id}-${channel}`} role="option" aria-selected={channel === chosen} class={`weight-row${channel === chosen ? " chosen" : ""}`} onClick={() => choose(channel)}>
            <span class="weight-name"><span class="weight-word">{words.channelWord} </span>{channel}</span>
            {methods.map(({ title, weights }, method) => {
              const value = weights[channel] as number;
              const most = reach[method] as number;
              return (
                <span key={title} class="weight" title={title}>
                  <span class="bar-track"><span class={value < 0 ? "bar-fill below" : "bar-fill"} style={barPlace(value, -most, most)} /></span>
                  <span class="weight-value">{plain(value, 3)}</span>
                </span>
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}
