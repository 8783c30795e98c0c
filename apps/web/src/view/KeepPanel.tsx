// The picture, the map and the numbers as files; the settings as a link.
import { describeMap, emptinessOf, encodeNpy, type LegendWords, methodNamed, type RawMap } from "@camlucida/cam";
import { useState } from "preact/hooks";
import { valuesAlone } from "../drawing/draw.ts";
import { EngineError } from "../engine/calls.ts";
import { reportOf, subjectOf, unitNamed, wayOf } from "../page/facts.ts";
import type { Page } from "../page/page.ts";
import { SourceMark, SourceMarks } from "../sources/SourceMark.tsx";
import { short } from "../text/language.ts";

export function KeepPanel({ page }: { readonly page: Page }) {
  const words = page.text.value.keep;
  const [copied, setCopied] = useState(false);
  const { photo, map, style, model, target, shownMethod } = page;
  const [shown, drawn] = [photo.value, map.value];
  const able = shown?.prediction !== undefined && drawn !== undefined;
  const { title, aboutClass } = methodNamed(shownMethod.value);
  const subject = aboutClass ? page.labelOf(target.value.classIndex) : title;
  const name = `${shown?.name.replace(/\.[^.]*$/, "") ?? "map"}.${subject.replace(/[^\p{L}\p{N}]+/gu, "-").toLowerCase()}`;
  const keep = (ending: string, make: () => Promise<Blob> | Blob): void => void (async () => save(`${name}.${ending}`, await make()))().catch(page.report);
  return (
    <section class="panel" aria-labelledby="keep-title">
      <h2 id="keep-title">{page.text.value.sections.keep}</h2>
      <div class="row">
        <button type="button" disabled={!able || !model.value} onClick={() => { if (drawn) keep("cam.png", () => page.client.engine.picture(valuesAlone(drawn), style.value, legendWords(page, drawn))); }}>{words.png}</button>
        <button type="button" disabled={!able} onClick={() => { if (drawn) keep("npy", () => new Blob([encodeNpy(drawn.values, [drawn.height, drawn.width]) as Uint8Array<ArrayBuffer>])); }}>{words.npy}</button>
        <button type="button" disabled={!able} onClick={() => keep("json", () => new Blob([`${JSON.stringify(reportOf(page), undefined, 2)}\n`], { type: "application/json" }))}>{words.json}</button>
        <button type="button" onClick={() => void copyText(page.link()).then(() => setCopied(true), page.report)}>{words.link}</button>
      </div>
      <SourceMarks page={page}>
        <SourceMark page={page} path="apps/web/src/engine/captioned.ts" name="captioned">.png</SourceMark>
        <SourceMark page={page} path="packages/cam/src/views/npy.ts" name="encodeNpy">.npy</SourceMark>
        <SourceMark page={page} path="apps/web/src/page/facts.ts" name="reportOf">.json</SourceMark>
      </SourceMarks>
      <p class="note" role="status">{copied && (page.own.value ? words.copiedOwn : words.copied)}</p>
    </section>
  );
}

/** What the command line's legend says, in the page's language. */
function legendWords({ text, shownMethod, target, labelOf, style }: Page, map: RawMap): LegendWords {
  const { min, max } = describeMap(map.values);
  const { view } = style.value;
  const method = methodNamed(shownMethod.value);
  const empty = emptinessOf(describeMap(map.values), view === "article" ? "minmax" : view);
  return {
    title: subjectOf(text.value, method.name, target.value, labelOf),
    facts: `${wayOf(text.value, map)} · ${short(min)} … ${short(max)} ${text.value.view.units[unitNamed(map.method)]}`,
    statement: empty && text.value.view[method.aboutClass ? "empty" : "emptyOfNone"][empty],
  };
}

function save(name: string, file: Blob): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // the browser reads it after the click
}

/**
 * Text to the clipboard. Browsers keep navigator.clipboard from pages that came neither over https nor from this
 * machine; there a selected field is copied, as it was before there was one.
 * @throws what the browser says; EngineError "clipboard-refused"
 */
async function copyText(text: string): Promise<void> {
  const { clipboard } = navigator as Partial<Navigator>;
  if (clipboard) return clipboard.writeText(text);
  const before = document.activeElement;
  const field = Object.assign(document.createElement("textarea"), { value: text, readOnly: true });
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  if (!copied) throw new EngineError("clipboard-refused", "page: the browser copied nothing.");
}
