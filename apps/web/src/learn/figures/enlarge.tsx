// A pixel of the heat map: chosen on the picture, followed from four cells of the map to its colour.
import { classMapOf, coloursOf, describeMap, explainPixel, type RawMap, type ViewName } from "@camlucida/cam";
import { useEffect, useMemo, useState } from "preact/hooks";
import { draw } from "../../drawing/draw.ts";
import type { Page } from "../../page/page.ts";
import { SourceMark } from "../../sources/SourceMark.tsx";
import { arrowStep, Choice } from "../../view/controls.tsx";
import { Picture } from "../../view/Picture.tsx";
import type { FigureProps } from "../figure.ts";
import type { Material } from "../material.ts";
import { ClassChoice, classNamed } from "../parts/ClassChoice.tsx";
import { cellUnder, type GridCell } from "../parts/grid_keys.ts";
import "./class_figures.css";
import { words as texts } from "./enlarge.words.ts";
import { Neighbours } from "./enlarge_neighbours.tsx";
import { Steps } from "./enlarge_steps.tsx";

const views: readonly ViewName[] = ["signed", "positive", "minmax"];
const STRIDE = 10; // pixels that Shift and an arrow key go

export default function Enlarge({ page, material }: FigureProps) {
  const words = texts[page.language.value];
  const { preview, region, prediction } = material.photo;
  const [chosenClass, setClass] = useState<number | undefined>(undefined);
  const classIndex = chosenClass !== undefined && chosenClass < material.model.classes ? chosenClass : (prediction.ranking[0] ?? 0);
  const [view, setView] = useState<ViewName>("signed");
  const [chosen, setChosen] = useState<GridCell | undefined>(undefined);
  const map = useMapOf(page, material, classIndex);
  const pixel = inside(chosen ?? { y: Math.floor(region.y + region.height * 0.4), x: Math.floor(region.x + region.width * 0.4) }, preview);
  const overlay = useMemo(() => map && draw(map, preview, region, { view, colours: coloursOf(view)[0] ?? "signed", opacity: 1, cells: false, lines: "none" }).overlay, [map, preview, region, view]);
  const explained = map && explainPixel(map, preview, region, { view }, pixel.x, pixel.y);
  const label = words.picture(classNamed(material, classIndex));
  const key = (event: KeyboardEvent): void => {
    const step = arrowStep(event, 1, STRIDE);
    if (!step) return;
    event.preventDefault();
    setChosen(inside({ y: pixel.y + step[1], x: pixel.x + step[0] }, preview));
  };
  const point = (event: PointerEvent): void => setChosen(cellUnder(event, preview.height, preview.width) ?? pixel);
  return (
    <div class="class-figure">
      <div class="grid">
        <ClassChoice label={words.chooseClass} material={material} value={classIndex} choose={setClass} />
        <Choice<ViewName> label={words.view} value={view} choices={views.map((name): readonly [ViewName, string] => [name, words.views[name]])} choose={setView} />
      </div>
      {map && overlay ? (
        <div class="class-columns">
          <div class="class-part">
            <div class="enlarged">
              <Picture image={overlay} label={label} />
              <Neighbours map={map} photo={material.photo} pixel={pixel} explained={explained} />
              <div
                class="enlarged-hit" tabIndex={0} role="application" aria-label={`${label}. ${words.pixel(pixel.x, pixel.y)}`} onKeyDown={key}
                onPointerMove={(event) => { if (event.pointerType === "mouse" || event.buttons > 0) point(event); }} onPointerDown={point}
              />
            </div>
            <p>
              <SourceMark page={page} path="packages/cam/src/views/upsample.ts" name="upsample" />{" "}
              <SourceMark page={page} path="packages/cam/src/views/tint.ts" name="tint" />{" "}
              <SourceMark page={page} path="packages/cam/src/colours/tones.ts" name="signedTones" />
            </p>
          </div>
          <div class="class-part">
            {explained ? <Steps words={words} map={map} photo={material.photo} view={view} pixel={pixel} explained={explained} range={describeMap(map.values)} /> : <p class="note">{words.unseen}</p>}
          </div>
        </div>
      ) : <p class="note">{words.asking}</p>}
    </div>
  );
}

const inside = ({ y, x }: GridCell, { width, height }: { readonly width: number; readonly height: number }): GridCell =>
  ({ y: Math.min(height - 1, Math.max(0, y)), x: Math.min(width - 1, Math.max(0, x)) });

/** The class map, or where a network has none Grad-CAM's at its last layer. */
function useMapOf(page: Page, material: Material, classIndex: number): RawMap | undefined {
  const { model, engine, photo: { prediction } } = material;
  const layer = model.layers.at(-1) ?? "layer4";
  const [asked, setAsked] = useState<{ readonly material: Material; readonly classIndex: number; readonly map: RawMap } | undefined>(undefined);
  useEffect(() => {
    if (model.hasClassMaps) return;
    void engine.ask({ method: "grad-cam", layer, target: { classIndex } }).then((map) => setAsked({ material, classIndex, map }), page.report);
  }, [material, classIndex]);
  const own = useMemo(() => (model.hasClassMaps ? classMapOf(prediction, { classIndex }, layer) : undefined), [material, classIndex]);
  return own ?? (asked?.material === material && asked.classIndex === classIndex ? asked.map : undefined);
}
