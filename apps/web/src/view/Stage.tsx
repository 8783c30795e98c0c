// The picture with its map, what it is about, its colours, and two pinned classes side by side.
import { describeMap, emptinessOf, methodNamed } from "@camlucida/cam";
import { useComputed } from "@preact/signals";
import { draw } from "../drawing/draw.ts";
import type { Page } from "../page/page.ts";
import { usualSettings } from "../page/settings.ts";
import { subjectOf, wayOf } from "../page/method.ts";
import { Brush } from "./Brush.tsx";
import { Cells } from "./Cells.tsx";
import { ColourBar } from "./ColourBar.tsx";
import { Pair } from "./Pair.tsx";
import { Picture } from "./Picture.tsx";

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
      <Pair page={page} />
    </section>
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
