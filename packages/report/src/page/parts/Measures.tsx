// How sure the model is, whether it is right as often as it says, and how good the maps are where that was measured.
import { useMemo } from "preact/hooks";
import { Calibration } from "../plots/Calibration.tsx";
import { Histogram } from "../plots/Histogram.tsx";
import { binsOf, calibrationError } from "../plots/statistics.ts";
import { groupName } from "../state/report.ts";
import type { PageState } from "../state/state.ts";
import { count, percent, plain } from "../words/words.ts";

export function Measures({ state: { report } }: { readonly state: PageState }) {
  const fine = useMemo(() => binsOf(report, 20), [report]);
  const coarse = useMemo(() => binsOf(report, 10), [report]);
  return (
    <section id="measures" aria-labelledby="measures-title">
      <h2 id="measures-title">How sure, and how good</h2>
      <div class="plots">
        <figure class="panel">
          <h3>How sure it is</h3>
          <Histogram bins={fine} known={report.truthKnown} />
          {report.truthKnown && <figcaption class="legend"><span class="key right">right</span> <span class="key wrong">wrong</span></figcaption>}
        </figure>
        {report.truthKnown && (
          <figure class="panel">
            <h3>Right as often as it says?</h3>
            <Calibration bins={coarse} />
            <figcaption class="note">On the dashed line the answer is right as often as its probability says; below it, the model is too sure of itself. On average the two differ
              by {percent(calibrationError(coarse))} (expected calibration error, ten bins). A larger dot stands for more pictures.</figcaption>
          </figure>
        )}
      </div>
      <Metrics state={{ report }} />
    </section>
  );
}

/** What a number means, in one line. */
const meanings: Readonly<Record<string, string>> = {
  drop: "How much the probability falls when only what the map shows is left, 0 to 1. Smaller is better.",
  increase: "In which share of pictures the probability rises when only what the map shows is left. Larger is better.",
  insertion: "Area under the probability while the picture is uncovered, what the map calls important first. Larger is better.",
  deletion: "Area under the probability while the picture is covered, what the map calls important first. Smaller is better.",
  road: "How the probability falls when what matters most is removed, against what matters least. Larger is better.",
  pointing: "In which share of pictures the map's largest value lies on the thing. Larger is better.",
  energy: "Which share of the evidence lies on the thing. Larger is better.",
};

function Metrics({ state: { report } }: { readonly state: Pick<PageState, "report"> }) {
  const { metrics, groups } = report.data;
  if (metrics.length === 0) return <p class="note">How good the maps are was not measured. <code>--metrics</code> does that.</p>;
  const names = [...new Set(metrics.map(({ metric }) => metric))];
  return (
    <div class="panel table-place">
      <h3>How good the maps are</h3>
      <table class="table">
        <thead><tr><th scope="col">Measure</th>{groups.map((_, at) => <th key={at} scope="col" class="right-aligned">{groupName(report, at)}</th>)}</tr></thead>
        <tbody>{names.map((name) => (
          <tr key={name}>
            <th scope="row">{name}<br /><small>{meanings[name] ?? ""}</small></th>
            {groups.map((_, at) => {
              const found = metrics.find(({ group, metric }) => group === at && metric === name);
              return <td key={at} class="number right-aligned">{plain(found?.mean, 3)}{found && <><br /><small>{count(found.count)} maps</small></>}</td>;
            })}
          </tr>
        ))}</tbody>
      </table>
    </div>
  );
}
