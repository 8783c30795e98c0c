// What would the network say without this?
import type { Page } from "../page/page.ts";
import { SourceMark, SourceMarks } from "../sources/SourceMark.tsx";
import { signed } from "../text/language.ts";
import { eraseCell } from "./Cells.tsx";
import { whyNothing } from "./controls.tsx";

export function WhatIfPanel({ page }: { readonly page: Page }) {
  const { text, photo, brushing, brushSize, cell, map, model, busy } = page;
  const words = text.value.whatIf;
  const shown = photo.value;
  const able = model.value !== undefined && shown?.prediction !== undefined;
  const [current, drawn] = [cell.value, map.value];
  return (
    <section class="panel" aria-labelledby="what-if-title">
      <h2 id="what-if-title">{text.value.sections.whatIf}</h2>
      {!able && <p class="note">{whyNothing(page)}</p>}
      {able && <p class="note">{words.hint}</p>}
      <div class="row">
        <button type="button" aria-pressed={brushing.value} disabled={!able} onClick={() => { brushing.value = !brushing.value; }}>{brushing.value ? words.stop : words.start}</button>
        <button type="button" disabled={!able || !current || !drawn || busy.value} onClick={() => { if (current && drawn) eraseCell(page, current, drawn.width, drawn.height); }}>{words.eraseCell}</button>
        <button type="button" disabled={!shown?.erased || busy.value} onClick={() => void page.whatIf(undefined)}>{words.undo}</button>
      </div>
      {brushing.value && (
        <label class="range"><span>{words.size}</span>
          <input type="range" min={0.01} max={0.2} step={0.01} value={brushSize.value} onInput={({ currentTarget }) => { brushSize.value = Number(currentTarget.value); }} />
        </label>
      )}
      <Change page={page} />
      <SourceMarks page={page}>
        <SourceMark page={page} path="apps/web/src/engine/photo.ts" name="erase">{text.value.sources.marks.erased}</SourceMark>
        <SourceMark page={page} path="apps/web/src/engine/photo_calls.ts" name="whatIf">{text.value.sources.marks.pass}</SourceMark>
      </SourceMarks>
    </section>
  );
}

/** The logits of what was seen before, then and now. */
function Change({ page }: { readonly page: Page }) {
  const { before, prediction } = page.photo.value ?? {};
  if (!before || !prediction) return null;
  const classes = [...new Set([page.target.value.classIndex, ...before.ranking.slice(0, 2), ...prediction.ranking.slice(0, 1)])];
  return (
    <ul class="changes" aria-live="polite">
      {classes.map((index) => {
        const [then, now] = [before.logits[index] as number, prediction.logits[index] as number];
        return <li key={index}>{page.text.value.whatIf.change(page.labelOf(index), then.toFixed(2), now.toFixed(2), signed(now - then))}</li>;
      })}
    </ul>
  );
}
