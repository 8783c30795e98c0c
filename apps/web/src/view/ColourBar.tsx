// Which colour means how much.
import { colourMapNamed, describeMap, type Image, type RawMap } from "@camlucida/cam";
import type { Page } from "../page/page.ts";
import { short } from "../text/numbers.ts";
import { Picture } from "./Picture.tsx";

export function ColourBar({ page, map }: { readonly page: Page; readonly map: RawMap }) {
  const { look, text } = page;
  const { min, max } = describeMap(map.values);
  const [low, high] = rangeOf(look.value.view, min, max);
  const unit = map.method === "cam" ? text.value.view.logits : text.value.view.scaleOf;
  return (
    <div class="colour-bar">
      <span>{short(low)}</span>
      <Picture image={stripe(look.value.view === "article" ? "jet" : look.value.colours)} label={`${short(low)} … ${short(high)} ${unit}`} />
      <span>{short(high)} <small>{unit}</small></span>
    </div>
  );
}

function rangeOf(view: string, min: number, max: number): [number, number] {
  const strongest = Math.max(-min, max);
  if (view === "signed") return [-strongest, strongest];
  return view === "positive" ? [0, Math.max(0, max)] : [min, max];
}

/** [1, 256, 4], on white where a colour map is transparent. */
function stripe(name: string): Image {
  const colours = colourMapNamed(name);
  const data = Uint8Array.from(colours, (level, at) => {
    if (at % 4 === 3) return 255;
    const alpha = (colours[at - (at % 4) + 3] as number) / 255;
    return Math.round(level * alpha + 255 * (1 - alpha));
  });
  return { width: 256, height: 1, data };
}
