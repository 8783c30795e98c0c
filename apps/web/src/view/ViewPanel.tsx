// How the map is drawn, and which map it is.
import { keyOf, methodNamed, methods, type Method } from "@camlucida/cam";
import { coloursFor, type ViewChoice } from "../drawing/draw.ts";
import { pathIn } from "../drawing/parts.ts";
import { placeOf } from "../page/facts.ts";
import type { Page } from "../page/page.ts";
import { lastLayerOf, layerIn, methodIn, usualMethodOf } from "../page/shown.ts";
import { usualSettings } from "../page/address.ts";
import { methodSources } from "../sources/made_by.ts";
import { SourceMark, SourceMarks } from "../sources/SourceMark.tsx";
import { Choice } from "./controls.tsx";

export function ViewPanel({ page }: { readonly page: Page }) {
  const { text, settings, style, model } = page;
  const words = text.value.view;
  const { marks } = text.value.sources;
  const { view, framing } = settings.value;
  const { layer, method: wanted } = model.value ? settings.value : usualSettings; // what is shown, whatever the address wishes
  const method = methodIn(model.value, wanted);
  const current = methodNamed(method);
  const layered = method !== "cam" && placeOf({ method, layer }) === layer;
  const article = view === "article";
  const [layers, refused] = [model.value?.layers ?? [lastLayerOf(undefined)], model.value?.refused ?? []];
  const reasons = [...new Set(refused.map(({ code }) => code))];
  const lined = view !== "article" && page.map.value !== undefined && (keyOf(page.map.value, { view })?.lines.length ?? 0) > 0;
  return (
    <section class="panel" aria-labelledby="view-title">
      <h2 id="view-title">{text.value.sections.view}</h2>
      <div class="grid">
        <Choice label={words.view} value={view} choices={Object.entries(words.views) as [ViewChoice, string][]} choose={(name) => page.set({ view: name, colours: undefined, opacity: undefined })} />
        <Choice label={words.colours} value={style.value.colours} choices={coloursFor(view).map((name) => [name, name])} choose={(colours) => page.set({ colours })} disabled={coloursFor(view).length === 1} />
      </div>
      <p class="note">{(current.aboutClass ? undefined : words.viewNotesOfNone[view]) ?? words.viewNotes[view]} {lined && words.lineNote}</p>
      <label class="range">
        <span>{words.opacity}</span>
        <input type="range" min={0} max={1} step={0.05} value={style.value.opacity} disabled={article} onInput={({ currentTarget }) => page.set({ opacity: Number(currentTarget.value) })} />
        <output>{style.value.opacity.toFixed(2)}</output>
      </label>
      <label class="check"><input type="checkbox" checked={style.value.cells} disabled={article} onChange={({ currentTarget }) => page.set({ cells: currentTarget.checked })} /> {words.cells}</label>
      <label class="check"><input type="checkbox" checked={settings.value.oneScale} disabled={method !== "cam" || view === "minmax" || article} onChange={({ currentTarget }) => page.set({ oneScale: currentTarget.checked })} /> {words.oneScale}</label>
      <div class="grid">
        <Choice label={words.method} value={method} choices={methods.map(({ name, title }) => [name, title, refused.some((some) => some.name === name) ? words.notHere : undefined])} choose={(name) => page.set({ method: name, ...(name === "cam" ? { layer: lastLayerOf(model.value) } : {}) })} disabled={!model.value} />
        <Choice label={words.layer} value={layerIn(model.value, layer)} choices={layers.map((name) => [name, layerTitle(name)])} {...(layers.length > MANY && { headingOf: headingOf(layers) })} choose={(name) => page.set({ layer: name })} disabled={!model.value || !layered} />
      </div>
      <p class="note">{words.methodUse(current)} <em>({words.cost[costOf(current)]})</em></p>
      {refused.length > 0 && <p class="note">{words.usual(methodNamed(usualMethodOf(model.value)).title)} {reasons.map((code) => words.whyNot(refused.filter((some) => some.code === code).map(({ name }) => methodNamed(name).title), code)).join(" ")}</p>}
      <Choice label={words.framing} value={framing} choices={Object.entries(words.framings) as ["squash" | "crop", string][]} choose={(name) => page.set({ framing: name })} />
      <SourceMarks page={page}>
        {methodSources[method] && <SourceMark page={page} {...methodSources[method]}>{current.title}</SourceMark>}
        <SourceMark page={page} path="packages/cam/src/network/pass.ts" name="mapOf">{marks.map}</SourceMark>
        <SourceMark page={page} path="packages/cam/src/colours/tones.ts" name="signedTones">{marks.tint}</SourceMark>
        <SourceMark page={page} path="packages/cam/src/preprocess/preprocess.ts" name="frameOf">{marks.framing}</SourceMark>
        <SourceMark page={page} path="packages/cam/src/preprocess/normalisation.ts" name="normalise">{marks.normalisation}</SourceMark>
      </SourceMarks>
      <p class="note one-line">{model.value ? "" : words.noLoad}</p>
    </section>
  );
}

const MANY = 24; // layers in one list

/** ONNX' names are long paths, and say their parents again. */
const layerTitle = (name: string): string => pathIn(name).join(".");

/** The first parts of a layer's name, as many as give some ten headings. */
function headingOf(layers: readonly string[]): (name: string) => string {
  const at = (depth: number) => (name: string): string => (pathIn(name).length > depth ? pathIn(name).slice(0, depth).join(".") : "");
  const depths = [1, 2, 3].filter((depth) => new Set(layers.map(at(depth))).size > 4);
  return at(depths[0] ?? 1);
}

/** What a method costs beside the forward pass. */
function costOf({ weights: { from } }: Method): "nothing" | "backward" | "passes" {
  if (from === "classifier" || from === "features") return "nothing";
  return from === "passes" ? "passes" : "backward";
}
