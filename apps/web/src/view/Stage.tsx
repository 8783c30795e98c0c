// The picture with its map, what it is about, its colours, and two pinned classes side by side.
import { describeMap, emptinessOf, methodNamed, type RawMap } from "@camlucida/cam";
import { useComputed } from "@preact/signals";
import { commonScale, draw } from "../drawing/draw.ts";
import { usualSettings } from "../page/address.ts";
import { subjectOf, wayOf } from "../page/facts.ts";
import type { Page } from "../page/page.ts";
import { methodSources } from "../sources/made_by.ts";
import { SourceMark, SourceMarks } from "../sources/SourceMark.tsx";
import { Brush } from "./Brush.tsx";
import { Cells } from "./Cells.tsx";
import { ColourBar, Picture } from "./Picture.tsx";

export function Stage({ page }: { readonly page: Page }) {
  const { photo, map, style, text, busy, target, brushing, requesting, settings, shownMethod } = page;
  const drawn = useComputed(() => {
    const shown = photo.value;
    return shown && map.value ? draw(map.value, shown.preview, shown.region, style.value) : undefined;
  });
  const shown = photo.value;
  if (!shown) return <Empty page={page} />;
  const method = shownMethod.value;
  const subject = subjectOf(text.value, method, target.value, page.labelOf);
  const way = wayOf(text.value, map.value ?? { method, layer: settings.value.layer });
  const { view } = style.value;
  const empty = map.value && emptinessOf(describeMap(map.value.values), view === "article" ? "minmax" : view);
  const statement = empty && text.value.view[methodNamed(method).aboutClass ? "empty" : "emptyOfNone"][empty];
  return (
    <section class="panel stage" aria-busy={busy.value || requesting.value}>
      <div class="frame" ref={(frame) => frame?.style.setProperty("--aspect", String(shown.preview.width / shown.preview.height))}>
        <Picture image={drawn.value?.overlay ?? shown.preview} label={text.value.photo.pictureOf(shown.name, subject, way)} class="main-picture" />
        {map.value && !brushing.value && <Cells page={page} map={map.value} />}
        {brushing.value && <Brush page={page} />}
        {(busy.value || requesting.value) && <Looking page={page} />}
      </div>
      <p class="caption">{map.value && <><strong>{subject}</strong> <small>{way}</small> {statement}</>}</p>
      <div class="bar-place">{map.value && <ColourBar page={page} map={map.value} scale={style.value.scale} />}</div>
      {map.value && <PictureMarks page={page} method={method} />}
      <Pair page={page} />
    </section>
  );
}

/** From the raw map to the picture. */
function PictureMarks({ page, method }: { readonly page: Page; readonly method: string }) {
  const { marks } = page.text.value.sources;
  const made = methodSources[method];
  const { view } = page.style.value;
  return (
    <SourceMarks page={page}>
      {made && <SourceMark page={page} {...made}>{marks.map}</SourceMark>}
      {view !== "article" && <SourceMark page={page} path="packages/cam/src/views/scale.ts" name="scaleMap">{marks.scale}</SourceMark>}
      {view !== "article" && <SourceMark page={page} path="packages/cam/src/views/upsample.ts" name="upsample">{marks.enlarge}</SourceMark>}
      {view !== "article" && <SourceMark page={page} path="packages/cam/src/views/tint.ts" name="tint">{marks.tint}</SourceMark>}
      {view !== "article" && <SourceMark page={page} path="packages/cam/src/views/contours.ts" name="inkAt">{marks.lines}</SourceMark>}
      {view !== "article" && <SourceMark page={page} path="packages/cam/src/views/style.ts" name="keyOf">{marks.legend}</SourceMark>}
      {view === "article" && <SourceMark page={page} path="packages/cam/src/compat/article.ts" name="renderArticle">{marks.picture}</SourceMark>}
    </SourceMarks>
  );
}

/** As high as the picture that is on its way, most probably: nothing moves when it comes. */
function Empty({ page: { gallery, settings, text } }: { readonly page: Page }) {
  const samples = gallery.value?.samples ?? [];
  const { width, height } = samples.find(({ name }) => name === settings.value.sample) ?? samples[0] ?? { width: 3, height: 2 };
  return (
    <section class="panel stage">
      <div class="frame empty" ref={(frame) => frame?.style.setProperty("--aspect", String(width / height))}><p class="note">{text.value.photo.unseen}</p></div>
      <p class="caption" />
      <div class="bar-place" />
    </section>
  );
}

function Looking({ page }: { readonly page: Page }) {
  const { progress, text, busy } = page;
  const under = progress.value;
  if (busy.value || under?.phase !== "passes") return <p class="looking">{text.value.working}</p>;
  return <p class="looking">{text.value.progress(under)} <button type="button" onClick={() => page.set({ method: usualSettings.method, layer: usualSettings.layer })}>{text.value.live.stop}</button></p>;
}

/**
 * Two pinned classes side by side: by the method, at the layer, in the view and colours of the picture above, each with
 * its scale.
 */
function Pair({ page }: { readonly page: Page }) {
  const { photo, pinned, alone, style, text, shownMethod, pairWaits } = page;
  const words = text.value.classes;
  const shown = photo.value;
  if (!shown?.prediction || pinned.value.length < 2) return null;
  const { title, aboutClass } = methodNamed(shownMethod.value);
  if (!aboutClass) return <p class="note">{words.sameForAll(title)}</p>;
  if (pairWaits.value) return <p class="note pair-waits">{words.slowPair(title)} <button type="button" onClick={() => page.computePair()}>{words.computePair}</button></p>;
  const maps = alone.value.filter((map) => map !== undefined);
  const { view, colours } = style.value;
  const scale = maps.length === 2 ? commonScale(view, maps) : undefined;
  return (
    <>
      <div class="pair">
        {pinned.value.map((classIndex, at) => <One key={classIndex} page={page} label={page.labelOf(classIndex)} map={alone.value[at]} scale={scale} />)}
      </div>
      {maps.length === 2 && <p class="note pair-scale">{words.drawnAs(text.value.view.views[view], view === "article" ? "jet" : colours)} {scale === undefined ? words.ownScales : words.oneScale}</p>}
    </>
  );
}

interface OneProps {
  readonly page: Page;
  readonly label: string;
  readonly map: RawMap | undefined; // undefined: it is being computed
  readonly scale: number | undefined; // of both
}

function One({ page, label, map, scale }: OneProps) {
  const shown = page.photo.value;
  const text = page.text.value;
  if (!shown) return null;
  const { preview, region, name } = shown;
  const way = map ? wayOf(text, map) : text.working;
  return (
    <figure>
      <Picture image={map ? draw(map, preview, region, { ...page.style.value, scale }).overlay : preview} label={text.photo.pictureOf(name, label, way)} />
      <figcaption><strong>{label}</strong> {way}</figcaption>
      {map && <ColourBar page={page} map={map} scale={scale} />}
    </figure>
  );
}
