// What the page is operated by, each with its name above it.

import { percent } from "../words/words.ts";

/** A value and what it is called. */
export type Offer = readonly [value: string, words: string];

interface ChoiceProps {
  readonly name: string;
  readonly value: string;
  readonly offers: readonly Offer[];
  readonly choose: (value: string) => void;
}

export function Choice({ name, value, offers, choose }: ChoiceProps) {
  return (
    <label class="choice"><span>{name}</span>
      <select aria-label={name} value={value} onChange={({ currentTarget }) => choose(currentTarget.value)}>
        {offers.map(([offer, words]) => <option key={offer} value={offer}>{words}</option>)}
      </select>
    </label>
  );
}

interface SliderProps {
  readonly name: string;
  readonly value: number; // a share, 0…1
  readonly choose: (value: number) => void;
}

export function Slider({ name, value, choose }: SliderProps) {
  const words = percent(value, 0);
  return (
    <label class="choice"><span>{name} <span class="number">{words}</span></span>
      <input type="range" aria-label={name} aria-valuetext={words} min={0} max={1} step={0.01} value={value} onInput={({ currentTarget }) => choose(Number(currentTarget.value))} />
    </label>
  );
}
