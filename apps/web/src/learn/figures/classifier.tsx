// A logit as a sum of what each channel gives, to be read one by one, and the softmax beside it.
import { featureMapOf, probabilitiesFrom, probabilityFunction } from "@camlucida/cam";
import { useState } from "preact/hooks";
import { SourceMark } from "../../sources/SourceMark.tsx";
import { percent } from "../../text/language.ts";
import type { ClassSum } from "../arithmetic/class_sum.ts";
import type { FigureProps } from "../figure.ts";
import type { Material } from "../material.ts";
import { ClassChoice, classNamed } from "../parts/ClassChoice.tsx";
import { useChosenClass } from "../parts/class_sum.ts";
import { MapPicture } from "../parts/MapPicture.tsx";
import { fixed, plain } from "../parts/numbers.ts";
import { Waterfall } from "../parts/Waterfall.tsx";
import "./class_figures.css";
import { words as texts } from "./classifier.words.ts";

const [FIRST, MOST] = [10, 40]; // channels that are shown at first, and at most

export default function Classifier({ page, material }: FigureProps) {
  const words = texts[page.language.value];
  const { classIndex, sum, choose } = useChosenClass(page, material);
  const [count, setCount] = useState(FIRST);
  const [at, setAt] = useState(1); // of the terms; the bias is the first
  if (!material.model.hasClassMaps) return <p class="note">{words.none}</p>;
  const terms = sum ? termsOf(sum, count, words) : [];
  const channel = sum?.order[at - 1];
  const shown = Math.min(count, sum?.order.length ?? 0);
  return (
    <div class="class-figure">
      <ClassChoice label={words.chooseClass} material={material} value={classIndex} choose={choose} />
      {sum && (
        <div class="class-columns">
          <div class="class-part">
            <p class="note">{words.contributions}</p>
            <Waterfall label={words.contributions} terms={terms} heads={[words.product, words.soFar]} chosen={at < terms.length ? at : undefined} choose={setAt} />
            <div class="row">
              <button type="button" disabled={count >= Math.min(MOST, sum.order.length)} onClick={() => setCount(count * 2)}>{words.more}</button>
              <button type="button" disabled={count <= FIRST} onClick={() => { setCount(count / 2); setAt(1); }}>{words.fewer}</button>
              <SourceMark page={page} path="packages/tensor/src/models/resnet_head.ts" name="classify" />
            </div>
            <Meeting words={words} material={material} sum={sum} classIndex={classIndex} />
          </div>
          <div class="class-part">
            {channel !== undefined && at <= shown && <Channel words={words} material={material} sum={sum} channel={channel} />}
            <Softmax words={words} material={material} classIndex={classIndex} />
            <p><SourceMark page={page} path="packages/cam/src/network/prediction.ts" name="probabilitiesFrom" /></p>
          </div>
        </div>
      )}
    </div>
  );
}

type Words = (typeof texts)["en"];

/** Bias, the strongest channels, and all others together. */
function termsOf({ bias, order, contributions }: ClassSum, count: number, words: Words) {
  const others = order.slice(count);
  return [
    { name: words.bias, value: bias },
    ...order.slice(0, count).map((channel) => ({ name: words.channel(channel), value: contributions[channel] ?? NaN })),
    ...(others.length > 0 ? [{ name: words.others(others.length), value: others.reduce((all, channel) => all + (contributions[channel] ?? NaN), 0) }] : []),
  ];
}

interface MeetingProps {
  readonly words: Words;
  readonly material: Material;
  readonly sum: ClassSum;
  readonly classIndex: number;
}

/** The figure's own sum beside the engine's logit. */
function Meeting({ words, material: { photo: { prediction } }, sum, classIndex }: MeetingProps) {
  const own = sum.running.at(-1) ?? NaN;
  const logit = prediction.logits[classIndex] ?? NaN;
  return (
    <dl class="facts-list meeting">
      <div><dt>{words.sum(sum.order.length, prediction.mapWidth * prediction.mapHeight)}</dt><dd><data class="own-sum" value={own}>{fixed(own, 5)}</data></dd></div>
      <div><dt>{words.engine}</dt><dd><data class="engine-logit" value={logit}>{fixed(logit, 5)}</data></dd></div>
      <div><dt>{words.difference}</dt><dd>{Math.abs(own - logit).toExponential(1).replaceAll("-", "−")}</dd></div>
    </dl>
  );
}

interface ChannelProps extends Omit<MeetingProps, "classIndex"> {
  readonly channel: number;
}

function Channel({ words, material: { photo: { prediction } }, sum, channel }: ChannelProps) {
  const { mapWidth, mapHeight } = prediction;
  const [mean, weight] = [sum.means[channel] ?? NaN, sum.weights[channel] ?? NaN];
  return (
    <section class="chosen-channel" aria-label={words.chosenChannel}>
      <MapPicture label={words.map(channel)} values={featureMapOf(prediction, channel)} height={mapHeight} width={mapWidth} />
      <div>
        <h3>{words.channel(channel)}</h3>
        <p class="product"><span>{plain(mean)} <small>{words.mean}</small></span> <span>× {plain(weight)} <small>{words.weight}</small></span> <span>= <strong>{plain(mean * weight)}</strong></span></p>
      </div>
    </section>
  );
}

const SHOWN = 5; // classes

function Softmax({ words, material, classIndex }: { readonly words: Words; readonly material: Material; readonly classIndex: number }) {
  const { logits, ranking } = material.photo.prediction;
  if (probabilityFunction(logits.length) === "sigmoid") return <p class="note">{words.sigmoid}</p>;
  const largest = Math.max(...logits);
  const power = (index: number): number => Math.exp((logits[index] ?? NaN) - largest);
  const probabilities = probabilitiesFrom(logits);
  const first = ranking.slice(0, SHOWN);
  const rows = first.includes(classIndex) ? first : [...first.slice(0, SHOWN - 1), classIndex];
  const rest = [...logits.keys()].filter((index) => !rows.includes(index));
  const restOf = (value: (index: number) => number): number => rest.reduce((all, index) => all + value(index), 0);
  const total = rows.reduce((all, index) => all + power(index), 0) + restOf(power);
  return (
    <section aria-labelledby="softmax-title">
      <h3 id="softmax-title">{words.softmax}</h3>
      <div class="scrolls" tabIndex={0} role="group" aria-label={words.softmax}>
        <table class="softmax">
          <thead><tr><th scope="col">{words.className}</th><th scope="col">{words.logit}</th><th scope="col">{words.power}</th><th scope="col">{words.probability}</th></tr></thead>
          <tbody>
            {rows.map((index) => (
              <tr key={index} class={index === classIndex ? "chosen" : ""}>
                <th scope="row">{classNamed(material, index)}</th><td>{fixed(logits[index] ?? NaN, 2)}</td><td>{plain(power(index), 3)}</td>
                <td><Share value={probabilities[index] ?? NaN} /></td>
              </tr>
            ))}
            {rest.length > 0 && <tr><th scope="row">{words.rest(rest.length)}</th><td /><td>{plain(restOf(power), 3)}</td><td><Share value={restOf((index) => probabilities[index] ?? NaN)} /></td></tr>}
          </tbody>
          <tfoot><tr><th scope="row">{words.total}</th><td /><td>{plain(total, 3)}</td><td>{percent(1)}</td></tr></tfoot>
        </table>
      </div>
    </section>
  );
}

const Share = ({ value }: { readonly value: number }) => <data value={value}>{percent(value)}</data>;
