// Numbers in rows and columns, in colours: one of them is chosen, by the pointer, by touch, or by the arrow keys. One stop for Tab.
import { useId } from "preact/hooks";
import { colourOf, isBright, type NumberColours, rangeOf, type NumberRange } from "./colours.ts";
import { cellAfter, cellUnder, type GridCell } from "./grid_keys.ts";
import { fixed } from "./numbers.ts";

interface NumberGridProps {
  readonly values: ArrayLike<number>; // [height, width]
  readonly height: number;
  readonly width: number;
  readonly label: string;
  readonly chosen?: GridCell | undefined;
  choose?(y: number, x: number): void;
  /** What a cell is besides: a word that becomes its class "mark-…". There are looks for "window", "shut", "one", "two". */
  marked?(y: number, x: number): string | undefined;
  readonly decimals?: number;
  readonly colours?: NumberColours;
  readonly range?: NumberRange; // of the colours, where several grids share it
}

export function NumberGrid({ values, height, width, label, chosen, choose, marked, decimals = 2, colours = "signed", range }: NumberGridProps) {
  const id = useId();
  const shown = range ?? rangeOf(values, colours);
  const rows = Array.from({ length: height }, (_, y) => (
    <div key={y} role="row">
      {Array.from({ length: width }, (_, x) => {
        const value = values[y * width + x] as number;
        const isChosen = chosen?.y === y && chosen.x === x;
        const mark = marked?.(y, x);
        const colour = colourOf(value, shown, colours);
        return (
          <span
            key={x} id={`${id}-${y}-${x}`} role="gridcell" aria-selected={choose ? isChosen : undefined}
            class={`${colours === "none" ? "bare" : isBright(colour) ? "bright" : "deep"}${mark === undefined ? "" : ` mark-${mark}`}${isChosen ? " chosen" : ""}`}
            style={colours === "none" ? undefined : { backgroundColor: `rgb(${colour.join(" ")})` }}
          >{fixed(value, decimals)}</span>
        );
      })}
    </div>
  ));
  const style = { "--columns": String(width), "--letters": String(lettersOf(values, decimals)) };
  if (!choose) return <div class="number-grid" style={style} role="grid" aria-label={label} aria-readonly="true" tabIndex={0}>{rows}</div>;
  const take = (cell: GridCell | undefined): void => { if (cell && (cell.y !== chosen?.y || cell.x !== chosen.x)) choose(cell.y, cell.x); };
  const key = (event: KeyboardEvent): void => {
    const cell = cellAfter(event, chosen, height, width);
    if (!cell) return;
    event.preventDefault();
    take(cell);
  };
  return (
    <div
      class="number-grid choosing" style={style} role="grid" aria-label={label} aria-readonly="true" tabIndex={0} aria-activedescendant={chosen && `${id}-${chosen.y}-${chosen.x}`}
      onKeyDown={key} onPointerMove={(event) => { if (event.pointerType === "mouse") take(cellUnder(event, height, width)); }} onClick={(event) => take(cellUnder(event as unknown as PointerEvent, height, width))}
    >{rows}</div>
  );
}

/** Of the longest number: how wide a column has to be. */
function lettersOf(values: ArrayLike<number>, decimals: number): number {
  let most = 1;
  for (let at = 0; at < values.length; at++) most = Math.max(most, fixed(values[at] as number, decimals).length);
  return most;
}
