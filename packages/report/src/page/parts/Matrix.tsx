// The confusion matrix: rows are what a picture is, columns what it is taken for. Of many classes those with the most mistakes are in it. One stop of
// the Tab key; the arrow keys go from cell to cell.
import { useState } from "preact/hooks";
import type { ConfusionCell } from "../../data/report_data.ts";
import { labelOf } from "../state/report.ts";
import type { PageState } from "../state/state.ts";
import { count, percent, some } from "../words/words.ts";

const most = 20; // classes: more are no longer read

interface MatrixProps {
  readonly state: PageState;
  readonly cells: readonly ConfusionCell[];
}

export function Matrix({ state, cells }: MatrixProps) {
  const { report } = state;
  const shown = classesOf(cells);
  const [active, activate] = useState<readonly [row: number, column: number]>([0, 0]);
  const move = (event: KeyboardEvent): void => {
    const next = neighbour(event.key, active, shown.length);
    if (!next) return;
    event.preventDefault();
    activate(next);
    (event.currentTarget as HTMLElement).querySelector<HTMLElement>(`[data-cell="${next.join()}"]`)?.focus();
  };
  const all = new Set(cells.flatMap(({ truth, predicted }) => [truth, predicted])).size;
  return (
    <div class="panel">
      {all > shown.length && <p class="note">The {shown.length} of {some(all, "class", "classes")} with the most mistakes.</p>}
      <div class="matrix-place">
        <table class="matrix" onKeyDown={move}>
          <caption class="unseen">Pictures by what they are (rows) and what they are taken for (columns). The arrow keys go from cell to cell.</caption>
          <thead><tr><td />{shown.map((predicted) => <th key={predicted} scope="col" title={labelOf(report, predicted)}><span>{labelOf(report, predicted)}</span></th>)}</tr></thead>
          <tbody>{shown.map((truth, row) => <Row key={truth} state={state} truth={truth} row={row} shown={shown} cells={cells.filter((cell) => cell.truth === truth)} active={active} activate={activate} />)}</tbody>
        </table>
      </div>
    </div>
  );
}

interface RowProps extends MatrixProps { // the cells of this row
  readonly truth: number;
  readonly row: number;
  readonly shown: readonly number[];
  readonly active: readonly [row: number, column: number];
  readonly activate: (cell: readonly [row: number, column: number]) => void;
}

function Row({ state, cells, truth, row, shown, active, activate }: RowProps) {
  const { report, go } = state;
  const chosen = state.cell.value;
  const all = cells.reduce((sum, { pictures }) => sum + pictures.length, 0);
  return (
    <tr>
      <th scope="row" title={labelOf(report, truth)}><span>{labelOf(report, truth)}</span></th>
      {shown.map((predicted, column) => {
        const pictures = cells.find((cell) => cell.predicted === predicted)?.pictures.length ?? 0;
        const share = all === 0 ? 0 : pictures / all;
        return (
          <td key={predicted}>
            <button
              type="button" class={truth === predicted ? "cell right" : "cell wrong"} data-cell={`${row},${column}`} tabIndex={row === active[0] && column === active[1] ? 0 : -1}
              aria-pressed={chosen?.truth === truth && chosen.predicted === predicted} style={{ "--share": String(pictures === 0 ? 0 : 0.08 + 0.42 * share) }}
              aria-label={`${labelOf(report, truth)} taken for ${labelOf(report, predicted)}: ${some(pictures, "picture")}`} title={`${percent(share)} of ${labelOf(report, truth)}`}
              onClick={() => { activate([row, column]); go({ cell: { truth, predicted } }); }}
            >{pictures === 0 ? "" : count(pictures)}</button>
          </td>
        );
      })}
    </tr>
  );
}

/** The cell that a key leads to, within the table; undefined of other keys. */
function neighbour(key: string, [row, column]: readonly [number, number], size: number): readonly [number, number] | undefined {
  const steps: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  const step = steps[key];
  const within = (position: number): number => Math.min(size - 1, Math.max(0, position));
  return step && [within(row + step[0]), within(column + step[1])];
}

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
