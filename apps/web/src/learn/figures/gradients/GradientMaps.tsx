// A value on the way back as pictures: what it holds, the gradient that arrives at its reader, which gates are shut, its own gradient.
import { useMemo } from "preact/hooks";
import { channelOf } from "../../arithmetic/batch_norm.ts";
import type { BackwardStep, NumberPlace } from "../../arithmetic/backwards.ts";
import { Bars } from "../../parts/Bars.tsx";
import { MapPicture } from "../../parts/MapPicture.tsx";
import type { GradientsWords } from "../gradients.words.ts";
import type { StepNumbers } from "./step_numbers.ts";

interface GradientMapsProps {
  readonly words: GradientsWords;
  readonly step: BackwardStep;
  readonly name: string;
  readonly numbers: StepNumbers;
  readonly place: NumberPlace;
  choose(place: NumberPlace): void;
}

const BARS = 12; // channels of a row

export function GradientMaps(props: GradientMapsProps) {
  return props.step.shape.length === 4 ? <Maps {...props} /> : <Row {...props} />;
}

/** Readers that make a number of each number. */
const keepsPlaces: ReadonlySet<string> = new Set(["relu", "batch_norm", "add"]);

function Maps({ words, step, name, numbers, place, choose }: GradientMapsProps) {
  const [, height = 1, width = 1, channels = 1] = step.shape;
  const [reader, ...others] = step.readers;
  const shown = useMemo(() => {
    const of = (values: Float32Array): Float32Array => channelOf(values, channels, place.channel);
    return { value: of(numbers.value), gradient: of(numbers.gradient), received: others.length === 0 && reader && keepsPlaces.has(reader.op) ? of(numbers.readers[0]?.gradient ?? numbers.gradient) : undefined };
  }, [numbers, place.channel]);
  const gates = useMemo(() => (reader?.op === "relu" ? shown.value.map((value) => Number(value > 0)) : undefined), [shown, reader]);
  const pick = (y: number, x: number): void => choose({ ...place, y, x });
  const picture = (label: string, values: Float32Array, colours: "grey" | "signed", range?: { readonly low: number; readonly high: number }) => (
    <figure><MapPicture label={label} values={values} height={height} width={width} colours={colours} {...(range && { range })} chosen={place} choose={pick} /><figcaption>{label}</figcaption></figure>
  );
  return (
    <>
      <div class="gradient-maps">
        {picture(words.value(name), shown.value, "grey")}
        {reader && shown.received && picture(words.received(reader.name), shown.received, "signed")}
        {gates && picture(words.gates(gates.filter((open) => open === 0).length, gates.length), gates, "grey", { low: 0, high: 1 })}
        {picture(words.gradient(name), shown.gradient, "signed")}
      </div>
      <p class="note">{words.hint}</p>
    </>
  );
}

/** One number a channel: the strongest as bars. */
function Row({ words, name, numbers: { gradient }, place, choose }: GradientMapsProps) {
  const shown = useMemo(() => Array.from(gradient.keys()).sort((a, b) => Math.abs(gradient[b] as number) - Math.abs(gradient[a] as number)).slice(0, BARS), [gradient]);
  return (
    <section>
      <h3>{words.pooled(name)}</h3>
      <Bars
        label={words.pooled(name)} bars={shown.map((channel) => ({ name: `${words.channel} ${channel}`, value: gradient[channel] as number }))}
        chosen={shown.includes(place.channel) ? shown.indexOf(place.channel) : undefined} choose={(at) => choose({ ...place, channel: shown[at] as number })}
      />
    </section>
  );
}
