// The class map growing over the photograph, channel by channel, up to the engine's own map and the proof that it adds up.
import { classMapOf, colourMapNamed, describeMap, evidenceFor, type RawMap } from "@camlucida/cam";
import { useMemo, useState } from "preact/hooks";
import { draw, smaller } from "../../drawing/draw.ts";
import { SourceMark } from "../../sources/SourceMark.tsx";
import { percent } from "../../text/language.ts";
import { Picture } from "../../view/Picture.tsx";
import { type ClassSum, partialMap, stopsOf } from "../arithmetic/class_sum.ts";
import type { FigureProps } from "../figure.ts";
import type { Material } from "../material.ts";
import { ClassChoice, classNamed } from "../parts/ClassChoice.tsx";
import { type ChosenClass, useChosenClass } from "../parts/class_sum.ts";
import { MapPicture } from "../parts/MapPicture.tsx";
import { fixed, plain } from "../parts/numbers.ts";
import { Stepper } from "../parts/Stepper.tsx";
import { words as texts } from "./cam.words.ts";
import "./class_figures.css";

type Words = (typeof texts)["en"];

const PICTURE = 520; // CSS pixels in which the photograph is shown
const RATE = 6; // steps a second

export default function Cam({ page, material }: FigureProps) {
  const words = texts[page.language.value];
  const chosen = useChosenClass(page, material);
  if (!material.model.hasClassMaps) return <p class="note">{words.none}</p>;
  return (
    <div class="class-figure">
      <ClassChoice label={words.chooseClass} material={material} value={chosen.classIndex} choose={chosen.choose} />
      {chosen.sum && <Growing words={words} material={material} sum={chosen.sum} chosen={chosen} />}
      <p>
        <SourceMark page={page} path="packages/cam/src/network/class_maps.ts" name="classMapsIn" />{" "}
        <SourceMark page={page} path="packages/cam/src/network/evidence.ts" name="evidenceFor" />
      </p>
    </div>
  );
}

interface GrowingProps {
  readonly words: Words;
  readonly material: Material;
  readonly sum: ClassSum;
  readonly chosen: ChosenClass;
}

function Growing({ words, material, sum, chosen: { classIndex } }: GrowingProps) {
  const { prediction } = material.photo;
  const channels = sum.order.length;
  const stops = useMemo(() => stopsOf(channels), [channels]);
  const [step, setStep] = useState(Math.round(stops.length / 3)); // something is to be seen
  const at = Math.min(step, stops.length - 1);
  const count = stops[at] ?? channels;
  const whole = classMapOf(prediction, { classIndex });
  const grown = { ...whole, values: Float32Array.from(partialMap(prediction, sum, count)) };
  return (
    <>
      <div class="class-columns">
        <div class="class-part">
          <Overlay material={material} map={grown} whole={whole} label={words.picture(classNamed(material, classIndex), count)} />
          <Stepper label={words.added} value={at} last={stops.length - 1} choose={setStep} playLabel={words.play} rate={RATE} say={(value) => words.of(stops[value] ?? channels, channels)} />
        </div>
        <div class="class-part">
          <SoFar words={words} sum={sum} count={count} logit={prediction.logits[classIndex] ?? NaN} />
          {count === 0 ? <p class="note">{words.empty}</p> : <Last words={words} material={material} sum={sum} from={stops[at - 1] ?? 0} to={count} />}
        </div>
      </div>
      {count < channels ? <p class="note">{words.notYet}</p> : <Proof words={words} material={material} classIndex={classIndex} grown={grown} />}
    </>
  );
}

interface OverlayProps {
  readonly material: Material;
  readonly map: RawMap;
  readonly whole: RawMap; // whose scale is kept: the colours of every step mean the same
  readonly label: string;
}

function Overlay({ material: { photo }, map, whole, label }: OverlayProps) {
  const part = useMemo(() => smaller({ image: photo.preview, region: photo.region }, PICTURE * Math.min(2, devicePixelRatio)), [photo]);
  const { min, max } = describeMap(whole.values);
  const scale = Math.max(-min, max) || 1;
  const { overlay } = draw(map, part.image, part.region, { view: "signed", colours: "signed", opacity: 1, cells: false, scale, lines: "none" });
  return (
    <div class="growing-map">
      <Picture image={overlay} label={label} class="growing" />
      <div class="colour-bar"><span>{plain(-scale, 3)}</span><Picture image={stripe} label={`${plain(-scale, 3)} … ${plain(scale, 3)}`} /><span>{plain(scale, 3)}</span></div>
    </div>
  );
}

const stripe = { width: 256, height: 1, data: colourMapNamed("signed") };

interface SoFarProps {
  readonly words: Words;
  readonly sum: ClassSum;
  readonly count: number;
  readonly logit: number;
}

/** The sum so far on its way to the logit, and all the way as a line. */
function SoFar({ words, sum: { running }, count, logit }: SoFarProps) {
  const now = running[count] ?? NaN;
  return (
    <section aria-label={words.soFar}>
      <p class="sum-so-far"><data class="own-sum" value={now}>{fixed(now, 4)}</data> <small>{words.soFar}</small></p>
      <Way running={running} count={count} logit={logit} />
      <p class="note">{words.logit} <data class="engine-logit" value={logit}>{fixed(logit, 4)}</data>{Math.abs(logit) > 0.01 && words.share(percent(now / logit))}</p>
    </section>
  );
}

const [ACROSS, DOWN] = [320, 110];

function Way({ running, count, logit }: Omit<SoFarProps, "words" | "sum"> & { readonly running: Float64Array }) {
  const [low, high] = running.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [0, 0]);
  const x = (at: number): number => 6 + (at / (running.length - 1)) * (ACROSS - 12);
  const y = (value: number): number => DOWN - 6 - ((value - low) / (high - low || 1)) * (DOWN - 12);
  const path = (values: Float64Array): string => Array.from(values, (value, at) => `${at === 0 ? "M" : "L"} ${x(at).toFixed(1)} ${y(value).toFixed(1)}`).join(" ");
  return (
    <svg class="way-of-sum" viewBox={`0 0 ${ACROSS} ${DOWN}`} aria-hidden="true">
      <line class="zero" x1={6} x2={ACROSS - 6} y1={y(0)} y2={y(0)} />
      <line class="goal" x1={6} x2={ACROSS - 6} y1={y(logit)} y2={y(logit)} />
      <path class="to-come" d={path(running)} />
      <path class="gone" d={path(running.subarray(0, count + 1))} />
      <circle cx={x(count)} cy={y(running[count] ?? 0)} r={5} />
    </svg>
  );
}

interface LastProps extends Omit<GrowingProps, "chosen"> {
  readonly from: number;
  readonly to: number;
}

/** The channel that the last step added, or the strongest of several. */
function Last({ words, material: { photo: { prediction } }, sum, from, to }: LastProps) {
  const channel = sum.order[from] ?? 0;
  const { mapWidth, mapHeight } = prediction;
  const [mean, weight] = [sum.means[channel] ?? NaN, sum.weights[channel] ?? NaN];
  return (
    <section class="chosen-channel" aria-label={words.last(channel)}>
      <MapPicture label={words.weighed(channel)} values={partialMap(prediction, { weights: sum.weights, order: [channel] }, 1)} height={mapHeight} width={mapWidth} colours="signed" />
      <div>
        <h3>{words.last(channel)}</h3>
        <p class="product"><span>{plain(mean)} <small>{words.mean}</small></span> <span>× {plain(weight)} <small>{words.weight}</small></span> <span>= <strong>{plain(mean * weight)}</strong></span></p>
        {to - from > 1 && <p class="note">{words.several(to - from)}</p>}
      </div>
    </section>
  );
}

interface ProofProps {
  readonly words: Words;
  readonly material: Material;
  readonly classIndex: number;
  readonly grown: RawMap;
}

function Proof({ words, material: { photo: { prediction }, model }, classIndex, grown }: ProofProps) {
  const { map, logit, residual } = evidenceFor(prediction, model, classIndex);
  const mean = map.reduce((all, value) => all + value, 0) / map.length;
  const bias = model.bias[classIndex] ?? NaN;
  const apart = map.reduce((most, value, at) => Math.max(most, Math.abs(value - (grown.values[at] ?? NaN))), 0);
  const rows: readonly (readonly [string, string, number, string])[] = [
    [words.mapDiffers, small(apart), apart, "map-difference"],
    [words.meanOfMap, fixed(mean, 6), mean, "mean"], [words.bias, fixed(bias, 6), bias, "bias"], [words.sum, fixed(mean + bias, 6), mean + bias, "sum"], [words.logit, fixed(logit, 6), logit, "logit"],
    [words.residual, small(residual), residual, "residual"],
  ];
  return (
    <section role="status" aria-label={words.proof}>
      <h3>{words.proof}</h3>
      <dl class="facts-list meeting">{rows.map(([name, text, value, key]) => <div key={key}><dt>{name}</dt><dd><data class={`proof-${key}`} value={value}>{text}</data></dd></div>)}</dl>
    </section>
  );
}

const small = (value: number): string => value.toExponential(1).replaceAll("-", "−");
