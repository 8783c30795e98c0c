// One of a layer's channels, by its number.
import { useId } from "preact/hooks";

interface ChannelChoiceProps {
  readonly label: string;
  readonly channels: number;
  readonly value: number; // 0 … channels − 1
  choose(channel: number): void;
}

export function ChannelChoice({ label, channels, value, choose }: ChannelChoiceProps) {
  const id = useId();
  const go = (to: number): void => { if (Number.isInteger(to)) choose(Math.min(channels - 1, Math.max(0, to))); };
  return (
    <div class="channel-choice" role="group" aria-label={label}>
      <label for={id}>{label}</label>
      <div class="row">
        <button type="button" aria-label={`${label}: −1`} disabled={value <= 0} onClick={() => go(value - 1)}>−</button>
        <input id={id} type="number" inputMode="numeric" min={0} max={channels - 1} value={value} onChange={({ currentTarget }) => go(currentTarget.valueAsNumber)} />
        <button type="button" aria-label={`${label}: +1`} disabled={value >= channels - 1} onClick={() => go(value + 1)}>+</button>
      </div>
    </div>
  );
}
