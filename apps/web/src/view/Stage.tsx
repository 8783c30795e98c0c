// The picture with its map, the colour bar, and two pinned classes side by side.
import { describeMap, emptinessOf } from "@camlucida/cam";
import { useComputed } from "@preact/signals";
import { draw } from "../drawing/draw.ts";
import type { Page } from "../page/page.ts";
import { usualSettings } from "../page/settings.ts";
import { mapOf } from "../page/sight.ts";
import { Brush } from "./Brush.tsx";
import { Cells } from "./Cells.tsx";
import { ColourBar } from "./ColourBar.tsx";
import { Picture } from "./Picture.tsx";

export function Stage({ page }: { readonly page: Page }) {
  const { photo, map, look, text, busy, target, brushing, asking } = page;
  const drawn = useComputed(() => {
    const shown = photo.value;
    return shown && map.value ? draw(map.value, shown.preview, shown.region, look.value) : undefined;
  });
  const shown = photo.value;
  if (!shown) return <Empty page={page} />;
  const { classIndex, against } = target.value;
  const label = against ? text.value.classes.contrast(page.labelOf(classIndex), page.labelOf(against.classIndex)) : page.labelOf(classIndex);
  const { view } = look.value;
  const empty = map.value && emptinessOf(describeMap(map.value.values), view === "article" ? "minmax" : view);
  const statement = empty ? text.value.view.empty[empty] : drawn.value?.statement;
  return (
    <section class="panel stage" aria-busy={busy.value || asking.value}>
      <div class="frame" ref={(frame) => frame?.style.setProperty("--aspect", String(shown.preview.width / shown.preview.height))}>
        <Picture image={drawn.value?.overlay ?? shown.preview} label={text.value.photo.pictureOf(shown.name, label)} class="main-picture" />
        {map.value && !brushing.value && <Cells page={page} map={map.value} />}
        {brushing.value && <Brush page={page} />}
        {(busy.value || asking.value) && <Looking page={page} />}
      </div>
      <p class="caption">{map.value && <><strong>{label}</strong> {statement}</>}</p>
      <div class="bar-place">{map.value && <ColourBar page={page} map={map.value} />}</div>
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

/** Two pinned classes on one scale. */
function Pair({ page }: { readonly page: Page }) {
  const shown = page.photo.value;
  const [first, second] = page.pinned.value;
  if (!shown?.sight || first === undefined || second === undefined) return null;
  const { sight, preview, region } = shown;
  const maps = [first, second].map((classIndex) => ({ classIndex, map: mapOf(sight, { classIndex }) }));
  const strongest = Math.max(...maps.map(({ map }) => describeMap(map.values)).flatMap(({ min, max }) => [-min, max]));
  const scale = strongest > 0 ? strongest : undefined;
  return (
    <div class="pair">
      {maps.map(({ classIndex, map }) => (
        <figure key={classIndex}>
          <Picture image={draw(map, preview, region, { ...page.look.value, view: "signed", colours: "signed", opacity: 1, scale }).overlay} label={page.text.value.photo.pictureOf(shown.name, page.labelOf(classIndex))} />
          <figcaption>{page.labelOf(classIndex)}</figcaption>
        </figure>
      ))}
    </div>
  );
}
