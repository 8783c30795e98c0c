// Which class is taken for which: rows are what a picture is, columns what it is taken for. A cell that is pressed shows its pictures. Of many
// classes those with the most mistakes are in the table.
import { useState } from "preact/hooks";
import type { ConfusionCell } from "../../data/report_data.ts";
import { labelOf } from "../state/report.ts";
import type { PageState } from "../state/state.ts";
import { count, percent, some } from "../words/words.ts";
import { Strip } from "./Tile.tsx";

const most = 24; // classes of the table

export function Confusion({ state }: { readonly state: PageState }) {
  const { report, address } = state;
  const cells = report.data.confusion;
  const { cell } = address.value;
  const found = cell && (cells?.find(({ truth, predicted }) => truth === cell.truth && predicted === cell.predicted) ?? { ...cell, pictures: [] });
  return (
    <section id="confusion" aria-labelledby="confusion-title">
      <h2 id="confusion-title">What is taken for what</h2>
      {cells === null ? <p class="note">Which class each picture is of is not known.</p> : (
        <>
          <p class="note">Rows are what a picture is, columns what it is taken for. A cell shows its pictures.</p>
          <div class="confusion-body">
            <Matrix state={state} cells={cells} />
            {found ? <CellPictures state={state} cell={found} /> : <Frequent state={state} cells={cells} />}
          </div>
        </>
      )}
    </section>
  );
}

function Frequent({ state: { report, go }, cells }: { readonly state: PageState; readonly cells: readonly ConfusionCell[] }) {
  const mistakes = cells.filter(({ truth, predicted }) => truth !== predicted).sort((one, other) => other.pictures.length - one.pictures.length);
  if (mistakes.length === 0) return <p>No picture is taken for another class.</p>;
  return (
    <div class="panel">
      <h3>Most frequent mistakes</h3>
      <ul class="mistakes">{mistakes.slice(0, 8).map(({ truth, predicted, pictures }) => (
        <li key={`${truth} ${predicted}`}><button type="button" onClick={() => go({ cell: { truth, predicted } })}>{labelOf(report, truth)} <span class="soft">taken for</span> {labelOf(report, predicted)} <span class="number soft">{count(pictures.length)}</span></button></li>
      ))}</ul>
    </div>
  );
}

function Matrix({ state, cells }: { readonly state: PageState; readonly cells: readonly ConfusionCell[] }) {
  const { report, address, go } = state;
  const shown = classesOf(cells);
  const byPair = new Map(cells.map((cell) => [`${cell.truth} ${cell.predicted}`, cell]));
  const all = new Map<number, number>(); // pictures of each class
  for (const { truth, pictures } of cells) all.set(truth, (all.get(truth) ?? 0) + pictures.length);
  const [active, activate] = useState<readonly [number, number]>([0, 0]);
  const move = (event: KeyboardEvent): void => {
    const by: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    const [down, across] = by[event.key] ?? [];
    if (down === undefined || across === undefined) return;
    event.preventDefault();
    const next = [within(active[0] + down, shown.length), within(active[1] + across, shown.length)] as const;
    activate(next);
    (event.currentTarget as HTMLElement).querySelector<HTMLElement>(`[data-cell="${next.join()}"]`)?.focus();
  };
  const everyClass = new Set(cells.flatMap(({ truth, predicted }) => [truth, predicted])).size;
  return (
    <div class="panel">
      {everyClass > shown.length && <p class="note">The {shown.length} of {some(everyClass, "class", "classes")} with the most mistakes between them.</p>}
      <div class="matrix-place">
        <table class="matrix" onKeyDown={move}>
          <caption class="unseen">Pictures by what they are (rows) and what they are taken for (columns). The arrow keys go from cell to cell.</caption>
          <thead><tr><td />{shown.map((predicted) => <th key={predicted} scope="col" title={labelOf(report, predicted)}><span>{labelOf(report, predicted)}</span></th>)}</tr></thead>
          <tbody>{shown.map((truth, row) => (
            <tr key={truth}>
              <th scope="row" title={labelOf(report, truth)}><span>{labelOf(report, truth)}</span></th>
              {shown.map((predicted, column) => {
                const pictures = byPair.get(`${truth} ${predicted}`)?.pictures.length ?? 0;
                const share = pictures / (all.get(truth) ?? 1);
                const { cell } = address.value;
                return (
                  <td key={predicted}>
                    <button
                      type="button" class={truth === predicted ? "cell right" : "cell wrong"} data-cell={`${row},${column}`} tabIndex={row === active[0] && column === active[1] ? 0 : -1}
                      aria-pressed={cell?.truth === truth && cell.predicted === predicted} style={{ "--share": String(pictures === 0 ? 0 : 0.1 + 0.9 * share) }} data-strong={share > 0.5}
                      aria-label={`${labelOf(report, truth)} taken for ${labelOf(report, predicted)}: ${some(pictures, "picture")}`} title={`${percent(share)} of ${labelOf(report, truth)}`}
                      onClick={() => { activate([row, column]); go({ cell: { truth, predicted } }); }}
                    >{pictures === 0 ? "" : count(pictures)}</button>
                  </td>
                );
              })}
            </tr>
          ))}</tbody>
        </table>
      </div>
    </div>
  );
}

const within = (position: number, length: number): number => Math.min(length - 1, Math.max(0, position));

/** All, or those with the most mistakes, in the order of the report. */
function classesOf(cells: readonly ConfusionCell[]): number[] {
  const mistakes = new Map<number, number>();
  for (const { truth, predicted, pictures } of cells) {
    const wrong = truth === predicted ? 0 : pictures.length;
    for (const position of [truth, predicted]) mistakes.set(position, (mistakes.get(position) ?? 0) + wrong);
  }
  const chosen = [...mistakes].sort(([, one], [, other]) => other - one).slice(0, most).map(([position]) => position);
  return chosen.sort((one, other) => one - other);
}

function CellPictures({ state, cell: { truth, predicted, pictures } }: { readonly state: PageState; readonly cell: ConfusionCell }) {
  const { report, address, go, showInGallery } = state;
  const { group } = address.value.choice;
  const maps = pictures.slice(0, 12).flatMap((picture) => report.mapsOf(picture).filter((map) => report.data.maps.group[map] === group).slice(0, 1));
  const [is, taken] = [labelOf(report, truth), labelOf(report, predicted)];
  return (
    <div class="panel" role="status">
      <h3>{truth === predicted ? `${is}, recognised` : `${is} taken for ${taken}`}: {some(pictures.length, "picture")}</h3>
      <Strip state={state} maps={maps} about={`Pictures of ${is} taken for ${taken}`} />
      <div class="row">
        {pictures.length > 0 && <button type="button" onClick={() => showInGallery({ truth, predicted })}>{pictures.length === 1 ? "Show it" : `Show all ${count(pictures.length)}`} in the gallery</button>}
        <button type="button" onClick={() => go({ cell: undefined })}>Back to the most frequent mistakes</button>
      </div>
    </div>
  );
}
