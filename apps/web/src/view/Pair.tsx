// Two pinned classes side by side: by the method, at the layer, in the view and colours of the picture above, each with its scale.
import { methodNamed, type RawMap } from "@camlucida/cam";
import { commonScale, draw } from "../drawing/draw.ts";
import type { Page } from "../page/page.ts";
import { wayOf } from "../page/method.ts";
import { ColourBar } from "./ColourBar.tsx";
import { Picture } from "./Picture.tsx";

export function Pair({ page }: { readonly page: Page }) {
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
