// The pictures that are chosen, as a grid: one stop of the Tab key, the arrow keys go on from there. On paper, the first of them.
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

function said({ report, address }: PageState, chosen: readonly number[]): string {
  const { picture, group } = report.data.maps;
  const all = group.reduce((sum, one) => sum + (one === address.value.choice.group ? 1 : 0), 0);
  const pictures = new Set(chosen.map((map) => picture[map])).size;
  if (chosen.length === 0) return `None of ${some(all, "picture")} is like that.`;
  const beside = pictures === chosen.length ? "" : ` of ${some(pictures, "picture")}`;
  const what = pictures === chosen.length ? "picture" : "map";
  return chosen.length === all ? `${some(all, what)}${beside}` : `${count(chosen.length)} of ${some(all, what)}${beside}`;
}

function Grid({ state, chosen }: { readonly state: PageState; readonly chosen: readonly number[] }) {
  const place = useRef<HTMLDivElement>(null);
  const { width, top } = useMeasured(place);
  const layout = layoutFor(width);
  const rows = Math.ceil(chosen.length / layout.columns);
  const virtualizer = useRows(rows, layout, top);
  const [active, activate] = useState(0);
  const wanted = useRef(false); // whether the active picture is to get the focus once it is drawn
  const current = Math.min(active, Math.max(0, chosen.length - 1));
  const shown = width === 0 ? [] : virtualizer.getVirtualItems();
  useLayoutEffect(() => {
    const button = wanted.current ? place.current?.querySelector<HTMLElement>(`[data-at="${current}"] button`) : undefined;
    if (!button) return;
    wanted.current = false;
    button.focus({ preventScroll: true });
  });
  const move = (event: KeyboardEvent): void => {
    const next = nextOf(event.key, current, layout.columns, chosen.length);
    if (next === undefined) return;
    event.preventDefault();
    wanted.current = true;
    activate(next);
    virtualizer.scrollToIndex(Math.floor(next / layout.columns), { align: "auto" });
  };
  const drawn = new Set(shown.map(({ index }) => index));
  const stop = drawn.has(Math.floor(current / layout.columns)) ? current : (shown[0]?.index ?? 0) * layout.columns;
  return (
    <div
      ref={place} class="grid" role="grid" aria-label="Pictures" aria-rowcount={rows} aria-colcount={layout.columns} style={{ height: `${virtualizer.getTotalSize()}px` }} onKeyDown={move}
      onFocusIn={({ target }) => { const at = (target as HTMLElement).closest<HTMLElement>("[data-at]")?.dataset["at"]; if (at !== undefined) activate(Number(at)); }}
    >
      {shown.map(({ index, start }) => (
        <div key={index} role="row" aria-rowindex={index + 1} class="grid-row" style={{ transform: `translateY(${start - top}px)`, height: `${layout.rowHeight - gap}px`, gridTemplateColumns: `repeat(${layout.columns}, minmax(0, 1fr))` }}>
          {chosen.slice(index * layout.columns, (index + 1) * layout.columns).map((map, column) => {
            const at = index * layout.columns + column;
            return <div key={map} role="gridcell" data-at={at}><Tile state={state} map={map} tabIndex={at === stop ? 0 : -1} /></div>;
          })}
        </div>
      ))}
    </div>
  );
}

/** Where a key leads to from a picture; undefined where it leads nowhere. */
export function nextOf(key: string, from: number, columns: number, pictures: number): number | undefined {
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
      <ul class="strip paper">{chosen.slice(0, onPaper).map((map) => <li key={map}><Tile state={state} map={map} /></li>)}</ul>
    </>
  );
}
