// What the gallery shows, and in which order.
import { Choice, type Offer, Slider } from "../parts/controls.tsx";
import { everything, narrows, type GalleryOrder } from "../state/choice.ts";
import { type Answer, groupName, labelOf, type Report } from "../state/report.ts";
import type { PageState } from "../state/state.ts";
import { some } from "../words/words.ts";

const orderNames: Readonly<Record<GalleryOrder, string>> = {
  order: "as in the results", name: "by name", surest: "surest first", "least-sure": "least sure first", border: "most evidence at the border first",
  typical: "most typical of their class first", untypical: "least typical first",
};

export function Filters({ state }: { readonly state: PageState }) {
  const { report, choose } = state;
  const choice = state.choice.value;
  const { groups, clusters } = report.data;
  const cluster = choice.cluster === undefined ? undefined : clusters[choice.cluster];
  return (
    <form class="filters panel" aria-label="What the gallery shows" onSubmit={(event) => event.preventDefault()}>
      <label class="choice"><span>File name holds</span><input type="search" value={choice.text} onInput={({ currentTarget }) => choose({ text: currentTarget.value })} /></label>
      {report.truthKnown && <ClassChoice report={report} name="Is" chosen={choice.truth} choose={(truth) => choose({ truth })} />}
      <ClassChoice report={report} name="Taken for" chosen={choice.predicted} choose={(predicted) => choose({ predicted })} />
      {report.truthKnown && <Choice name="Answer" value={choice.answer ?? ""} offers={answersOf(report)} choose={(answer) => choose({ answer: (answer || undefined) as Answer | undefined })} />}
      {groups.length > 1 && <Choice name="Maps by" value={String(choice.group)} offers={groups.map((_, at) => [String(at), groupName(report, at)])} choose={(group) => choose({ group: Number(group) })} />}
      <Slider name="Probability from" value={choice.least} choose={(least) => choose({ least, most: Math.max(least, choice.most) })} />
      <Slider name="Probability to" value={choice.most} choose={(most) => choose({ most, least: Math.min(most, choice.least) })} />
      <Slider name="At the border from" value={choice.border} choose={(border) => choose({ border })} />
      <Choice name="Order" value={choice.order} offers={Object.entries(orderNames)} choose={(order) => choose({ order: order as GalleryOrder })} />
      {cluster && <p class="row only">Only the group of {some(cluster.maps.length, "similar map")} of {labelOf(report, cluster.class)} <button type="button" onClick={() => choose({ cluster: undefined })}>Show others too</button></p>}
      <button type="button" class="reset" disabled={!narrows(choice)} onClick={() => choose({ ...everything, group: choice.group, order: choice.order })}>Show everything</button>
    </form>
  );
}

const answersOf = ({ data: { pictures } }: Report): Offer[] =>
  [["", "any"], ["right", "right"], ["wrong", "wrong"], ...(pictures.truth.includes(-1) ? [["unknown", "not known"] as const] : [])];

interface ClassChoiceProps {
  readonly report: Report;
  readonly name: string;
  readonly chosen: number | undefined;
  readonly choose: (position: number | undefined) => void;
}

function ClassChoice({ report, name, chosen, choose }: ClassChoiceProps) {
  const offers = [["", "any class"] as const, ...byName(report).map((position) => [String(position), labelOf(report, position)] as const)];
  return <Choice name={name} value={chosen === undefined ? "" : String(chosen)} offers={offers} choose={(value) => choose(value === "" ? undefined : Number(value))} />;
}

const sortedOnce = new WeakMap<Report, number[]>();

function byName(report: Report): number[] {
  const known = sortedOnce.get(report) ?? report.data.classes.map((_, position) => position).sort((one, other) => labelOf(report, one).localeCompare(labelOf(report, other)));
  sortedOnce.set(report, known);
  return known;
}
