// A picture of pixels on a canvas, and which colour of it means how much.
import { colourMapNamed, describeMap, type Image, type Key, keyOf, type RawMap } from "@camlucida/cam";
import { useLayoutEffect, useRef } from "preact/hooks";
import { unitNamed } from "../page/facts.ts";
import type { Page } from "../page/page.ts";
import { short } from "../text/language.ts";

interface PictureProps {
  readonly image: Image;
  readonly label: string;
  readonly class?: string;
}

export function Picture({ image, label, class: name }: PictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const pixels = new ImageData(new Uint8ClampedArray(image.data), image.width, image.height);
    canvas.current?.getContext("2d")?.putImageData(pixels, 0, 0);
  }, [image]);
  return <canvas ref={canvas} width={image.width} height={image.height} role="img" aria-label={label} class={name} />;
}

interface ColourBarProps {
  readonly page: Page;
  readonly map: RawMap;
  readonly scale?: number | undefined; // of the strongest colour, where several maps share it
}

export function ColourBar({ page, map, scale }: ColourBarProps) {
  const { view, colours } = page.style.value;
  const key = view === "article" ? stretched(map) : keyOf(map, { view, scale });
  if (!key) return null; // it says nothing about where, which is said in words
  const unit = page.text.value.view.units[unitNamed(map.method)];
  const [low, high] = [`${key.beyond && view !== "positive" ? "≤ " : ""}${short(key.low)}`, `${key.beyond ? "≥ " : ""}${short(key.high)}`];
  return (
    <div class="colour-bar">
      <span>{low}</span>
      <Picture image={stripe(view === "article" ? "jet" : colours, key)} label={`${low} … ${high} ${unit}${key.lines.length > 0 ? `. ${page.text.value.view.lines(key.lines.map(short).join(", "))}` : ""}`} />
      <span>{high} <small>{unit}</small></span>
    </div>
  );
}

/** The tutorial's picture: from the lowest value to the highest, without lines. */
function stretched({ values }: RawMap): Key {
  const { min, max } = describeMap(values);
  return { low: min, high: max, lines: [], beyond: false };
}

/** [1, 256, 4], white where the picture has a line. */
function stripe(name: string, { low, high, lines }: Key): Image {
  const data = colourMapNamed(name).slice();
  for (const value of lines) data.fill(255, 4 * Math.round(((value - low) / (high - low)) * 255), 4 * Math.round(((value - low) / (high - low)) * 255) + 4);
  return { width: 256, height: 1, data };
}
