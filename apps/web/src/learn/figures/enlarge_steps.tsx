// The steps from four cells to a colour, with their numbers.
import type { ExplainedPixel, MapSummary, RawMap, Rgb, ViewName } from "@camlucida/cam";
import type { PredictedPhoto } from "../../engine/protocol.ts";
import type { GridCell } from "../parts/grid_keys.ts";
import { fixed, plain } from "../parts/numbers.ts";
import type { words as texts } from "./enlarge.words.ts";

type Words = (typeof texts)["en"];

interface StepsProps {
  readonly words: Words;
  readonly map: RawMap;
  readonly photo: Pick<PredictedPhoto, "preview" | "region">;
  readonly view: ViewName;
  readonly pixel: GridCell;
  readonly explained: ExplainedPixel;
  readonly range: MapSummary;
}

export function Steps({ words, map, photo: { preview, region }, view, pixel, explained, range }: StepsProps) {
  const { place, scaled, level, value } = explained;
  return (
    <>
      <section role="status">
        <h3>{words.pixel(pixel.x, pixel.y)} <small>{words.of(preview.width, preview.height)}</small></h3>
        <p class="formula">{words.column} {along(pixel.x, region.x, map.width, region.width)} = <strong><data class="place-x" value={place.x}>{fixed(place.x, 3)}</data></strong></p>
        <p class="formula">{words.row} {along(pixel.y, region.y, map.height, region.height)} = <strong><data class="place-y" value={place.y}>{fixed(place.y, 3)}</data></strong></p>
      </section>
      <Cells words={words} explained={explained} />
      <section>
        <p class="formula">{words.scaled}: {scaling(view, value, range)} = <strong><data class="scaled" value={scaled}>{fixed(scaled, 4)}</data></strong></p>
        <p class="formula">{words.level}: ⌊255 · {fixed(scaled, 4)} + ½⌋ = <strong><data class="level" value={level}>{level}</data></strong></p>
      </section>
      <Tones words={words} explained={explained} />
    </>
  );
}

/** (i + ½ − from) · cells/length − ½, from left out where it is 0. */
function along(pixel: number, from: number, cells: number, length: number): string {
  const first = from === 0 ? `${pixel} + ½` : `${pixel} + ½ − ${plain(from)}`;
  return `(${first}) · ${cells}/${Number.isInteger(length) ? length : plain(length)} − ½`;
}

/** As scale.ts has it; what is taken per cell there meets what the mixture would give, but where the view bends. */
function scaling(view: ViewName, value: number, { min, max }: MapSummary): string {
  const strongest = Math.max(-min, max);
  switch (view) {
    case "signed": return `½ + ½ · ${plain(value)} / ${plain(strongest)}`;
    case "positive": return `Σ w · max(0, M) / ${plain(max)}`;
    case "minmax": return `(${plain(value)} − ${plain(min)}) / (${plain(max)} − ${plain(min)})`.replaceAll("− −", "+ ");
  }
}

function Cells({ words, explained: { cells, value } }: { readonly words: Words; readonly explained: ExplainedPixel }) {
  const total = cells.reduce((sum, { weight }) => sum + weight, 0);
  return (
    <table class="softmax" aria-label={words.fourCells}>
      <thead><tr><th scope="col">{words.cell}</th><th scope="col">{words.weight}</th><th scope="col">{words.value}</th><th scope="col">{words.product}</th></tr></thead>
      <tbody>
        {cells.map((cell, at) => (
          <tr key={at}>
            <th scope="row">({cell.x}, {cell.y})</th>
            <td><data class="weight" value={cell.weight}>{fixed(cell.weight, 4)}</data></td><td><data class="cell-value" value={cell.value}>{plain(cell.value)}</data></td><td>{plain(cell.weight * cell.value)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot><tr class="chosen"><th scope="row">{words.sum}</th><td><data class="weights" value={total}>{fixed(total, 4)}</data></td><td /><td><data class="value" value={value}>{plain(value)}</data></td></tr></tfoot>
    </table>
  );
}

function Tones({ words, explained: { dark, light, lightness, photograph, colour } }: { readonly words: Words; readonly explained: ExplainedPixel }) {
  return (
    <section class="tones" aria-label={words.tones}>
      <h3>{words.tones}</h3>
      <div class="tone-track" style={{ backgroundImage: `linear-gradient(to right, ${css(dark)}, ${css(light)})` }}><span class="tone-mark" style={{ left: `${(lightness / 255) * 100}%` }} /></div>
      <p class="tone-ends"><span>{words.black(triple(dark))}</span><span>{words.white(triple(light))}</span></p>
      <p class="note">{words.lightness(lightness)}</p>
      <p class="swatches">
        <span><span class="swatch" style={{ backgroundColor: css(photograph) }} />{words.photograph} {triple(photograph)}</span>
        <span><span aria-hidden="true">→</span><span class="swatch" style={{ backgroundColor: css(colour) }} />{words.colour} <strong><data class="colour" value={colour.join(" ")}>{triple(colour)}</data></strong></span>
      </p>
    </section>
  );
}

const css = (rgb: Rgb): string => `rgb(${rgb.join(" ")})`;
const triple = (rgb: Rgb): string => rgb.join(",\u00a0"); // not to be broken
