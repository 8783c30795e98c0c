// Every class: how many pictures, how often right, and where its evidence lies on average; pressed, its most and least typical pictures.
import { useState } from "preact/hooks";
import { MeanMap } from "../maps/MeanMap.tsx";
import { labelOf, mapsOfClass, type Report } from "../state/report.ts";
import type { PageState } from "../state/state.ts";
import { count, percent, some } from "../words/words.ts";
import { Choice } from "./controls.tsx";

const page = 24; // cards at once: a thousand would take a second to draw

const sortings = { size: "most pictures first", accuracy: "least often right first", border: "most evidence at the border first", name: "by name" } as const;
type Sorting = keyof typeof sortings;

export function Classes({ state }: { readonly state: PageState }) {
  const [sorting, sort] = useState<Sorting>("size");
  const [text, search] = useState("");
  const [shown, show] = useState(page);
  const { report } = state;
  const group = state.group.value;
  const inUse = report.data.classes.map((_, position) => position).filter((position) => isInUse(report, position));
  const found = sorted(report, group, sorting, inUse.filter((position) => labelOf(report, position).toLowerCase().includes(text.trim().toLowerCase())));
  const offered = (Object.keys(sortings) as Sorting[]).filter((name) => name !== "accuracy" || report.truthKnown);
  return (
    <section id="classes" aria-labelledby="classes-title">
      <h2 id="classes-title">{some(inUse.length, "class", "classes")}</h2>
      <p class="note">Each picture is the mean of the class's maps: light where its evidence usually lies.</p>
      {inUse.length > 6 && (
        <div class="row filters">
          <label class="choice"><span>Find a class</span><input type="search" value={text} onInput={({ currentTarget }) => search(currentTarget.value)} /></label>
          <Choice name="Order of the classes" value={sorting} offers={offered.map((name) => [name, sortings[name]])} choose={(name) => sort(name as Sorting)} />
        </div>
      )}
      <ul class="cards">{found.slice(0, shown).map((position) => <li key={position}><ClassCard state={state} position={position} group={group} /></li>)}</ul>
      {found.length === 0 && <p class="note" role="status">No class is called that.</p>}
      {found.length > shown && <button type="button" class="more" onClick={() => show(shown + 4 * page)}>Show more: {some(found.length - shown, "class", "classes")} left</button>}
    </section>
  );
}

const isInUse = ({ data: { classes } }: Report, position: number): boolean => {
  const found = classes[position];
  return found !== undefined && (found.predicted > 0 || (found.truth ?? 0) > 0 || found.maps.length > 0);
};

/** The share of a class's pictures that are taken for it. */
export const accuracyOf = ({ data: { classes } }: Report, position: number): number | undefined => {
  const { right, truth } = classes[position] ?? {};
  return truth === null || truth === undefined || truth === 0 || right === null || right === undefined ? undefined : right / truth;
};

function sorted(report: Report, group: number, sorting: Sorting, positions: readonly number[]): number[] {
  const { classes } = report.data;
  if (sorting === "name") return [...positions].sort((one, other) => labelOf(report, one).localeCompare(labelOf(report, other)));
  const keys: Record<Exclude<Sorting, "name">, (position: number) => number> = {
    size: (position) => -Math.max(classes[position]?.truth ?? 0, classes[position]?.predicted ?? 0),
    accuracy: (position) => accuracyOf(report, position) ?? 2,
    border: (position) => -(mapsOfClass(report, position, group)?.borderShare ?? -1),
  };
  return [...positions].sort((one, other) => keys[sorting](one) - keys[sorting](other));
}

function ClassCard({ state: { report, go }, position, group }: { readonly state: PageState; readonly position: number; readonly group: number }) {
  const [label, maps, accuracy] = [labelOf(report, position), mapsOfClass(report, position, group), accuracyOf(report, position)];
  const { truth = null, predicted = 0 } = report.data.classes[position] ?? {};
  return (
    <button type="button" class="card" data-class={position} onClick={() => go({ class: position })}>
      {maps?.mean ? <MeanMap grid={maps.mean} about="" /> : <span class="no-picture mean-map">no maps</span>}
      <span class="card-said">
        <strong>{label}</strong>
        {truth !== null && <span>{some(truth, "picture")}{accuracy !== undefined && `, ${percent(accuracy, 0)} right`}</span>}
        {accuracy !== undefined && <span class="bar" aria-hidden="true"><span style={{ inlineSize: `${100 * accuracy}%` }} /></span>}
        <small>{truth === null ? `the answer to ${some(predicted, "picture")}` : `answered ${count(predicted)} times`}</small>
        {maps?.borderShare !== null && maps?.borderShare !== undefined && <small>{percent(maps.borderShare, 0)} of the evidence at the border</small>}
      </span>
    </button>
  );
}
