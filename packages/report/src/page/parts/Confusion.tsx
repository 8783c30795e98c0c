// Which class is taken for which: the matrix, and beside it the most frequent mistakes, or the pictures of the cell that was pressed.
import type { ConfusionCell } from "../../data/report_data.ts";
import { labelOf } from "../state/report.ts";
import type { PageState } from "../state/state.ts";
import { count, some } from "../words/words.ts";
import { Matrix } from "./Matrix.tsx";
import { Strip } from "./Tile.tsx";

export function Confusion({ state }: { readonly state: PageState }) {
  const cells = state.report.data.confusion;
  const cell = state.cell.value;
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

function CellPictures({ state, cell: { truth, predicted, pictures } }: { readonly state: PageState; readonly cell: ConfusionCell }) {
  const { report, go, showInGallery } = state;
  const group = state.group.value;
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
