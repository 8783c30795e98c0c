// The pictures that are chosen, as a grid: one stop of the Tab key, the arrow keys go on from there. On paper, the first of them.
import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { useMedia } from "../parts/media.ts";
import { Tile } from "../parts/Tile.tsx";
import type { PageState } from "../state/state.ts";
import { count, some } from "../words/words.ts";
import { Filters } from "./Filters.tsx";
import { gap, layoutFor, useMeasured, useRows } from "./rows.ts";

const onPaper = 60; // pictures

export function Gallery({ state }: { readonly state: PageState }) {
  const chosen = state.chosen.value;
  const printing = useMedia("print");
  return (
    <section id="gallery" aria-labelledby="gallery-title">
      <h2 id="gallery-title">Gallery</h2>
      <Filters state={state} />
      <p role="status" class="number gallery-count">{said(state, chosen)}</p>
      {printing ? <Paper state={state} chosen={chosen} /> : <Grid state={state} chosen={chosen} />}
    </section>
  );
}

function said({ report, group: shown }: PageState, chosen: readonly number[]): string {
  const { picture, group } = report.data.maps;
  const all = group.reduce((sum, one) => sum + (one === shown.value ? 1 : 0), 0);
  const pictures = new Set(chosen.map((map) => picture[map])).size;
  if (chosen.length === 0) return `None of ${some(all, "picture")} is like that.`;
  const beside = pictures === chosen.length ? "" : ` of ${some(pictures, "picture")}`;
  const what = pictures === chosen.length ? "picture" : "map";
  return chosen.length === all ? `${some(all, what)}${beside}` : `${count(chosen.length)} of ${some(all, what)}${beside}`;
}

function Grid({ state, chosen }: { readonly state: PageState; readonly chosen: readonly number[] }) {
  const place = useRef<HTMLDivElement>(null);
  const { width, top } = useMeasured(place);
  const { columns, rowHeight } = layoutFor(width);
  const rows = Math.ceil(chosen.length / columns);
  const virtualizer = useRows(rows, rowHeight, top);
  const { active, activate, move } = useActive(place, chosen.length, columns, (at) => virtualizer.scrollToIndex(Math.floor(at / columns), { align: "auto" }));
  const shown = width === 0 ? [] : virtualizer.getVirtualItems();
  const stop = shown.some(({ index }) => index === Math.floor(active / columns)) ? active : (shown[0]?.index ?? 0) * columns;
  return (
    <div ref={place} class="grid" role="grid" aria-label="Pictures" aria-rowcount={rows} aria-colcount={columns} style={{ height: `${virtualizer.getTotalSize()}px` }} onKeyDown={move} onFocusIn={activate}>
      {shown.map(({ index, start }) => (
        <div key={index} role="row" aria-rowindex={index + 1} class="grid-row" style={{ transform: `translateY(${start - top}px)`, height: `${rowHeight - gap}px`, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
          {chosen.slice(index * columns, (index + 1) * columns).map((map, column) => {
            const at = index * columns + column;
            return <div key={map} role="gridcell" data-at={at}><Tile state={state} map={map} tabIndex={at === stop ? 0 : -1} /></div>;
          })}
        </div>
      ))}
    </div>
  );
}

interface Active {
  readonly active: number; // place among those chosen
  readonly activate: (event: FocusEvent) => void;
  readonly move: (event: KeyboardEvent) => void;
}

/** The picture that the keys are at. It may not be drawn yet: it gets the focus once it is. @param show scrolls to a picture */
function useActive(place: RefObject<HTMLElement | null>, pictures: number, columns: number, show: (at: number) => void): Active {
  const [last, setActive] = useState(0);
  const wanted = useRef(false);
  const active = Math.min(last, Math.max(0, pictures - 1));
  useLayoutEffect(() => {
    const button = wanted.current ? place.current?.querySelector<HTMLElement>(`[data-at="${active}"] button`) : undefined;
    if (!button) return;
    wanted.current = false;
    button.focus({ preventScroll: true });
  });
  const activate = ({ target }: FocusEvent): void => {
    const at = (target as HTMLElement).closest<HTMLElement>("[data-at]")?.dataset["at"];
    if (at !== undefined) setActive(Number(at));
  };
  const move = (event: KeyboardEvent): void => {
    const next = nextOf(event.key, active, columns, pictures);
    if (next === undefined) return;
    event.preventDefault();
    wanted.current = true;
    setActive(next);
    show(next);
  };
  return { active, activate, move };
}

/** Where a key leads to from a picture; undefined where it leads nowhere. */
function nextOf(key: string, from: number, columns: number, pictures: number): number | undefined {
  const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns, PageUp: -4 * columns, PageDown: 4 * columns, Home: -from, End: pictures - 1 - from };
  const step = steps[key];
  if (step === undefined || pictures === 0) return undefined;
  const next = Math.min(pictures - 1, Math.max(0, from + step));
  return next === from ? undefined : next;
}

function Paper({ state, chosen }: { readonly state: PageState; readonly chosen: readonly number[] }) {
  return (
    <>
      {chosen.length > onPaper && <p class="note">The first {onPaper} of them:</p>}
      <ul class="strip paper">{chosen.slice(0, onPaper).map((map) => <li key={map}><Tile state={state} map={map} loading="eager" /></li>)}</ul>
    </>
  );
}
