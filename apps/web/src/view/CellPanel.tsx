// One cell of the map that is shown: its value, what that is, which channels make it, and of a class map the sum that proves it.
import { type Cell, type ClassTarget, evidenceFor, methodNamed, type RawMap } from "@camlucida/cam";
import { type CellFacts, channelsOf, factsOf } from "../page/cell_facts.ts";
import { isLinear, isShareAtLast, madeOf, unitNamed, wayOf } from "../page/method.ts";
import type { Page } from "../page/page.ts";
import { networkOf, type PagePrediction } from "../page/prediction.ts";
import type { Text } from "../text/en.ts";
import { signed, signedShort } from "../text/numbers.ts";
import { Channels } from "./Channels.tsx";
import { useClassSum } from "./use_class_sum.ts";

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
    </section>
  );
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
function partsIn({ text, target, labelOf }: Page, { method, layer }: RawMap, { parts }: CellFacts): string {
  const { cell: words } = text.value;
  const { classIndex, against } = target.value;
  const { aboutClass } = methodNamed(method);
  if (!against) return isShareAtLast(method, layer) ? words.atLast : "";
  if (!aboutClass) return "";
  if (!parts) return words.noParts;
  const [first, second] = [signedShort(parts.first), signedShort(parts.second)];
  const [a, b] = [labelOf(classIndex), labelOf(against.classIndex)];
  return isLinear(method) ? words.parts(a, first, parts.alpha.toFixed(2), b, second) : words.apart(a, first, b, second);
}

interface ProofProps {
  readonly prediction: PagePrediction;
  readonly target: ClassTarget;
  readonly text: Text;
  labelOf(classIndex: number): string;
}

export function Proof({ prediction, target: { classIndex, against }, text, labelOf }: ProofProps) {
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
