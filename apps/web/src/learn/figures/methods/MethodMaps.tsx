// The methods' maps over the photograph, beside each other.
import { methodNamed, type RawMap } from "@camlucida/cam";
import { useMemo } from "preact/hooks";
import { draw, smaller, valuesAlone } from "../../../drawing/draw.ts";
import { Picture } from "../../../view/Picture.tsx";
import { correlationOf } from "../../arithmetic/method_weights.ts";
import type { FigureProps } from "../../figure.ts";
import { fixed } from "../../parts/numbers.ts";
import type { MethodsWords } from "../methods.words.ts";

const WIDEST = 400; // pixels in which a map is drawn

interface MethodMapsProps extends FigureProps {
  readonly words: MethodsWords;
  readonly maps: ReadonlyMap<string, RawMap>;
}

export function MethodMaps({ material: { photo }, words, maps }: MethodMapsProps) {
  const part = useMemo(() => smaller({ image: photo.preview, region: photo.region }, WIDEST), [photo]);
  const first = maps.get("grad-cam");
  const pictures = useMemo(() => [...maps.values()].map((map) => ({
    map, image: draw(valuesAlone(map), part.image, part.region, { view: "signed", colours: "signed", opacity: 1, cells: false, lines: "none" }).overlay,
    like: first && first !== map ? correlationOf(map.values, first.values) : undefined,
  })), [maps, part]);
  return (
    <section>
      <h3>{words.maps}</h3>
      <ul class="method-maps">
        {pictures.map(({ map, image, like }) => {
          const { title } = methodNamed(map.method);
          return <li key={map.method} data-method={map.method}><Picture image={image} label={title} /><span><strong>{title}</strong> {like !== undefined && <small>{words.like(fixed(like, 3))}</small>}</span></li>;
        })}
      </ul>
      <p class="note">{words.mapsNote}</p>
    </section>
  );
}
