// Steps from 0 to the last: dragged, one by one, or played.
import { useEffect, useId, useState } from "preact/hooks";

interface StepperProps {
  readonly label: string;
  readonly value: number; // 0 … last
  readonly last: number;
  choose(value: number): void;
  readonly playLabel: string;
  readonly rate?: number; // steps a second, at most as many as the screen has pictures
  /** What the step is, in words; the number unless said. */
  say?(value: number): string;
}

export function Stepper({ label, value, last, choose, playLabel, rate = 4, say = String }: StepperProps) {
  const id = useId();
  const [playing, setPlaying] = useState(false);
  useEffect(() => {
    if (!playing) return undefined;
    if (value >= last) return setPlaying(false);
    const timer = setTimeout(() => choose(value + 1), 1000 / rate);
    return () => clearTimeout(timer);
  }, [playing, value, last, rate]);
  const play = (): void => {
    if (!playing && value >= last) choose(0);
    setPlaying(!playing);
  };
  const go = (to: number): void => {
    setPlaying(false);
    choose(Math.min(last, Math.max(0, to)));
  };
  return (
    <div class="stepper" role="group" aria-label={label}>
      <label for={id}>{label}</label>
      <input id={id} type="range" min={0} max={last} step={1} value={value} aria-valuetext={say(value)} onInput={({ currentTarget }) => go(Number(currentTarget.value))} />
      <output for={id}>{say(value)}</output>
      <div class="row">
        <button type="button" aria-label={`${label}: −1`} disabled={value <= 0} onClick={() => go(value - 1)}>−</button>
        <button type="button" aria-label={`${label}: +1`} disabled={value >= last} onClick={() => go(value + 1)}>+</button>
        <button type="button" aria-pressed={playing} onClick={play}>{playLabel}</button>
      </div>
    </div>
  );
}
