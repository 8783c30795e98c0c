// One cell of the map that is shown: its value, what that is, which channels make it, and of a class map the sum that proves it.
import {
  type Cell, type ChannelContribution, type ClassTarget, evidenceFor, featureMapOf, methodNamed, type RawMap,
} from "@camlucida/cam";
import { useEffect, useMemo, useState } from "preact/hooks";
import { draw, smaller } from "../drawing/draw.ts";
import {
  type CellFacts, channelsOf, factsOf, isLinear, isShareAtLast, madeOf, unitNamed, wayOf, weightsOf,
} from "../page/facts.ts";
import { networkOf, type PagePrediction } from "../page/gallery.ts";
import type { Page } from "../page/page.ts";
import { lastLayerOf } from "../page/shown.ts";
import { methodSources } from "../sources/made_by.ts";
import { SourceMark, SourceMarks } from "../sources/SourceMark.tsx";
import type { Text } from "../text/en.ts";
import { signed, signedShort } from "../text/language.ts";
import { Picture } from "./Picture.tsx";

export function CellPanel({ page }: { readonly page: Page }) {
  const { text, photo, cell, target } = page;
  const map = useClassSum(page);
  if (!photo.value?.prediction) return null;
  const current = map && cell.value && cell.value.x < map.width && cell.value.y < map.height ? cell.value : undefined;
  return (
    <section class="panel" aria-labelledby="cell-title">
      <h2 id="cell-title">{text.value.sections.cell}</h2>
      {map && current ? <CellOf page={page} map={map} cell={current} /> : <p class="note">{map ? text.value.cell.hint : text.value.working}</p>}
      {map?.method === "cam" && <Proof prediction={photo.value.prediction} target={target.value} labelOf={page.labelOf} text={text.value} />}
      {map && (current || map.method === "cam") && <CellMarks page={page} map={map} />}
    </section>
  );
}

function CellMarks({ page, map: { method } }: { readonly page: Page; readonly map: RawMap }) {
  const { marks } = page.text.value.sources;
  const made = methodSources[method];
  const channels = madeOf(method) === "channels"; // whether or not they have come
  return (
    <SourceMarks page={page}>
      {method === "cam" ? <SourceMark page={page} path="packages/cam/src/network/evidence.ts" name="classMapOf">{marks.value}</SourceMark> : made && <SourceMark page={page} {...made}>{marks.value}</SourceMark>}
      <SourceMark page={page} path="apps/web/src/page/facts.ts" name="factsOf">{marks.share}</SourceMark>
      {channels && <SourceMark page={page} path="packages/cam/src/network/evidence.ts" name="contributionsAt">{marks.channels}</SourceMark>}
      {channels && <SourceMark page={page} path="packages/cam/src/network/evidence.ts" name="featureMapOf">{marks.features}</SourceMark>}
      {method === "cam" && <SourceMark page={page} path="packages/cam/src/network/evidence.ts" name="evidenceFor">{marks.proof}</SourceMark>}
    </SourceMarks>
  );
}

/**
 * The map that is shown, with what it is the sum of: of a class map from the features that every prediction holds, and
 * fc's rows.
 */
function useClassSum(page: Page): RawMap | undefined {
  const { map, target, photo } = page;
  const [shown, wanted] = [map.value, target.value];
  const { classIndex, against } = wanted;
  const rows = useRows(page, against ? [classIndex, against.classIndex] : [classIndex]);
  const features = photo.value?.prediction?.features;
  return useMemo(() => {
    const weights = shown?.method === "cam" && features && rows ? weightsOf(rows, wanted) : undefined;
    return shown && features && weights ? { ...shown, sum: { features, weights } } : shown;
  }, [shown, features, rows, wanted]);
}

interface KeptRows {
  readonly key: string; // the classes
  readonly model: unknown;
  readonly rows: readonly Float32Array[];
}

/** fc's rows of some classes, from the engine. [channels] each */
function useRows(page: Page, classes: readonly number[]): readonly Float32Array[] | undefined {
  const [kept, keep] = useState<KeptRows | undefined>(undefined);
  const model = page.model.value;
  const key = classes.join(" ");
  const known = kept?.key === key && kept.model === model ? kept.rows : undefined;
  useEffect(() => {
    if (!model?.hasClassMaps || known || classes.some((index) => index >= model.classes)) return; // of the network before, of more classes
    let wanted = true;
    void Promise.all(classes.map((index) => page.client.engine.classWeights(index))).then((rows) => { if (wanted) keep({ key, model, rows }); }, page.report);
    return () => { wanted = false; }; // of a class that was only passed over: they would take the place of those that are shown
  }, [key, model, known === undefined]); // those of another may come last
  return known;
}

function CellOf({ page, map, cell }: { readonly page: Page; readonly map: RawMap; readonly cell: Cell }) {
  const { text, target, alone } = page;
  const words = text.value.cell;
  const facts = factsOf(map, cell, target.value, alone.value);
  const whole = signedShort(facts.share ?? facts.value);
  const channels = channelsOf(map, cell);
  const made = madeOf(map.method);
  return (
    <>
      <div role="status">
        <p class="adds"><strong>{sentences(page, map, facts)}</strong></p>
        <p class="note">{partsIn(page, map, facts)} {words.means(map.method)}</p>
        <p class="note">{wayOf(text.value, map)}, {words.where(cell.y + 1, cell.x + 1, map.height, map.width)}</p>
      </div>
      {channels && <Channels page={page} map={map} channels={channels} whole={whole} />}
      {!channels && made !== "channels" && <p class="note">{words.noChannels[made]}</p>}
      {!channels && made === "channels" && !page.photo.value?.prediction?.features && <p class="note">{words.noFeatures}</p>}
    </>
  );
}

/** The value, and of a class map what is divided by what. */
function sentences({ text, target, labelOf }: Page, map: RawMap, { value, share, cells }: CellFacts): string {
  const { cell: words, view } = text.value;
  const { classIndex, against } = target.value;
  const here = words.here(signedShort(value), view.units[unitNamed(map.method)]);
  if (share === undefined) return here;
  const label = labelOf(classIndex);
  const to = against ? words.difference(label, against.alpha.toFixed(2), labelOf(against.classIndex)) : words.logitOf(label);
  return `${here} ${words.adds(signedShort(share), cells, to)}`;
}

/** Of a contrast: both parts. */
function partsIn({ text, target, labelOf, model }: Page, { method, layer }: RawMap, { parts }: CellFacts): string {
  const { cell: words } = text.value;
  const { classIndex, against } = target.value;
  const { aboutClass } = methodNamed(method);
  if (!against) return isShareAtLast(method, layer, lastLayerOf(model.value)) ? words.atLast : "";
  if (!aboutClass) return "";
  if (!parts) return words.noParts;
  const [first, second] = [signedShort(parts.first), signedShort(parts.second)];
  const [a, b] = [labelOf(classIndex), labelOf(against.classIndex)];
  return isLinear(method) ? words.parts(a, first, parts.alpha.toFixed(2), b, second) : words.apart(a, first, b, second);
}

const STRONGEST = 4; // channels
const WIDEST = 256; // CSS pixels in which a channel's picture is shown

interface ChannelsProps {
  readonly page: Page;
  readonly map: RawMap; // with its sum
  readonly channels: readonly ChannelContribution[]; // strongest first
  readonly whole: string; // that they are parts of
}

/** The strongest channels of a cell: where each is active, and what it gives. */
function Channels({ page, map: { method, sum, width, height }, channels, whole }: ChannelsProps) {
  const words = page.text.value.cell;
  const shown = page.photo.value;
  const part = useMemo(() => shown && smaller({ image: shown.preview, region: shown.region }, WIDEST * Math.min(2, devicePixelRatio)), [shown]);
  if (!sum || !part) return null;
  return (
    <>
      <h3>{words.channels(whole)}</h3>
      <ul class="channels">
        {channels.slice(0, STRONGEST).map(({ channel, contribution }) => {
          const values = featureMapOf({ features: sum.features, mapWidth: width, mapHeight: height }, channel);
          const label = `${words.channel(channel)}: ${signedShort(contribution)}`;
          return (
            <li key={channel}>
              <Picture image={draw({ method, values, width, height }, part.image, part.region, { view: "positive", colours: "warm", opacity: 1, cells: false, lines: "none" }).overlay} label={label} />
              <span>{label}</span>
            </li>
          );
        })}
      </ul>
    </>
  );
}

interface ProofProps {
  readonly prediction: PagePrediction;
  readonly target: ClassTarget;
  readonly text: Text;
  labelOf(classIndex: number): string;
}

/** Of a class map: that its mean and the bias are the logit. */
function Proof({ prediction, target: { classIndex, against }, text, labelOf }: ProofProps) {
  const words = text.cell;
  const involved = against ? [classIndex, against.classIndex] : [classIndex];
  return (
    <>
      {involved.map((index) => {
        const { map, logit, residual } = evidenceFor(prediction, networkOf(prediction), index);
        const mean = map.reduce((sum, value) => sum + value, 0) / map.length;
        const bias = prediction.bias[index] as number;
        const proof = words.proof(mean.toFixed(3), signed(bias), (mean + bias).toFixed(3), logit.toFixed(3));
        return <p key={index} class="proof">{against ? words.proofOf(labelOf(index), proof) : proof} <small>{words.residual(residual.toExponential(1))}</small></p>;
      })}
    </>
  );
}
