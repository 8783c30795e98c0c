// One table of products, summed by rows first or by columns first: both roads to a logit. And what happens when a function that bends
// is put between.
import { evidenceFor, type Image } from "@camlucida/cam";
import { useMemo, useState } from "preact/hooks";
import { SourceMark } from "../../sources/SourceMark.tsx";
import { Choice } from "../../view/controls.tsx";
import { type Between, type ClassSum, meanOf, partialMap, roadsOf, tableOf, type TableRow } from "../arithmetic/class_sum.ts";
import type { FigureProps } from "../figure.ts";
import type { Material } from "../material.ts";
import { ClassChoice, classNamed } from "../parts/ClassChoice.tsx";
import { useChosenClass } from "../parts/class_sum.ts";
import { imageOf, rangeOf } from "../parts/colours.ts";
import type { GridCell } from "../parts/grid_keys.ts";
import { MapPicture } from "../parts/MapPicture.tsx";
import { fixed, plain } from "../parts/numbers.ts";
import "./class_figures.css";
import { words as texts } from "./swap.words.ts";

type Words = (typeof texts)["en"];

const ROWS = 12; // channels of their own in the table

export default function Swap({ page, material }: FigureProps) {
  const words = texts[page.language.value];
  const { classIndex, sum, choose } = useChosenClass(page, material);
  if (!material.model.hasClassMaps) return <><p class="note">{words.none}</p><p><SourceMark page={page} path="packages/cam/src/network/prediction.ts" name="noClassMaps" /></p></>;
  return (
    <div class="class-figure">
      <ClassChoice label={words.chooseClass} material={material} value={classIndex} choose={choose} />
      {sum && <Table words={words} material={material} sum={sum} classIndex={classIndex} />}
      {sum && <Roads words={words} material={material} sum={sum} classIndex={classIndex} />}
      <p>
        <SourceMark page={page} path="packages/cam/src/network/evidence.ts" name="evidenceFor" />{" "}
        <SourceMark page={page} path="packages/cam/src/network/head.ts" name="headOf" />
      </p>
    </div>
  );
}

interface PartProps {
  readonly words: Words;
  readonly material: Material;
  readonly sum: ClassSum;
  readonly classIndex: number;
}

function Table({ words, material, sum, classIndex }: PartProps) {
  const { prediction } = material.photo;
  const { mapWidth, mapHeight } = prediction;
  const cells = mapWidth * mapHeight;
  const rows = useMemo(() => tableOf(prediction, sum, ROWS), [prediction, sum]);
  const map = useMemo(() => partialMap(prediction, sum, sum.order.length), [prediction, sum]);
  const [chosen, setChosen] = useState<GridCell | undefined>(undefined);
  const { y, x } = chosen ?? { y: 0, x: map.indexOf(Math.max(...map)) }; // the strongest channel where the map is highest
  const at = { y: Math.min(y, rows.length - 1), x: Math.min(x, cells - 1) };
  const pictures = useMemo(() => ({ products: pictureOf(rows.map(({ channel, products }) => ({ channel, values: products }))), means: pictureOf(rows.map(({ channel, mean }) => ({ channel, values: [mean] }))) }), [rows]);
  const title = words.table(sum.order.length, cells);
  return (
    <>
      <p class="note">{title}</p>
      <div class="product-table" style={{ "--rows": String(rows.length) }}>
        <span class="heading" aria-hidden="true">{words.mean}</span>
        <div class="names" aria-hidden="true">{rows.map((row, y) => <span key={y} class={y === at.y ? "chosen" : ""}>{row.channel === undefined ? `+${sum.order.length - rows.length + 1}` : row.channel}</span>)}</div>
        <MapPicture label={title} image={pictures.products} height={rows.length} width={cells} colours="signed" chosen={at} choose={(y, x) => setChosen({ y, x })} window={{ y: at.y, x: 0, height: 1, width: cells }} />
        <MapPicture label={words.rowMeans} image={pictures.means} height={rows.length} width={1} chosen={{ y: at.y, x: 0 }} choose={(y) => setChosen({ ...at, y })} />
        <span class="names corner" aria-hidden="true">Σ</span>
        <MapPicture label={words.columnSums} values={map} height={1} width={cells} colours="signed" chosen={{ y: 0, x: at.x }} choose={(_, x) => setChosen({ ...at, x })} />
      </div>
      <div class="class-columns">
        <OneProduct words={words} material={material} sum={sum} rows={rows} map={map} at={at} />
        <figure class="columns-as-map">
          <MapPicture label={words.map(classNamed(material, classIndex))} values={map} height={mapHeight} width={mapWidth} colours="signed" chosen={{ y: Math.floor(at.x / mapWidth), x: at.x % mapWidth }} choose={(y, x) => setChosen({ ...at, x: y * mapWidth + x })} />
          <figcaption>{words.map(classNamed(material, classIndex))}</figcaption>
        </figure>
      </div>
    </>
  );
}

interface PaintedRow {
  readonly channel: number | undefined;
  readonly values: ArrayLike<number>;
}

/** A row of pixels each. Single channels share a scale; all the others together are by far stronger, and have their own. */
function pictureOf(rows: readonly PaintedRow[]): Image {
  const width = rows[0]?.values.length ?? 0;
  const range = rangeOf(rows.flatMap(({ channel, values }) => (channel === undefined ? [] : Array.from(values))), "signed");
  const data = new Uint8Array(4 * width * rows.length);
  rows.forEach(({ channel, values }, y) => data.set(imageOf(values, 1, width, "signed", channel === undefined ? undefined : range).data, 4 * width * y));
  return { width, height: rows.length, data };
}

interface OneProductProps extends Omit<PartProps, "classIndex"> {
  readonly rows: readonly TableRow[];
  readonly map: Float64Array;
  readonly at: GridCell;
}

/** An entry of the table, its row and its column. */
function OneProduct({ words, material: { photo: { prediction } }, sum, rows, map, at }: OneProductProps) {
  const { mapWidth } = prediction;
  const row = rows[at.y];
  const cell = words.cell(Math.floor(at.x / mapWidth) + 1, (at.x % mapWidth) + 1);
  if (!row) return null;
  const name = row.channel === undefined ? words.others(sum.order.length - rows.length + 1) : words.channel(row.channel);
  const weight = sum.weights[row.channel ?? 0] ?? NaN;
  const product = row.products[at.x] ?? NaN;
  return (
    <div class="class-part one-product" role="status">
      <h3>{name}, {cell}</h3>
      {row.channel === undefined
        ? <p class="product"><strong>{plain(product)}</strong></p>
        : <p class="product"><span>{plain(weight)} <small>{words.weight}</small></span> <span>× {plain(prediction.features[at.x * sum.weights.length + row.channel] ?? NaN)} <small>{words.feature}</small></span> <span>= <strong>{plain(product)}</strong></span></p>}
      <dl class="facts-list meeting">
        <div><dt>{words.rowSays(name, map.length)}</dt><dd><data class="row-mean" value={row.mean}>{fixed(row.mean, 4)}</data></dd></div>
        <div><dt>{words.columnSays(cell, sum.order.length)}</dt><dd><data class="column-sum" value={map[at.x] ?? NaN}>{fixed(map[at.x] ?? NaN, 4)}</data></dd></div>
      </dl>
    </div>
  );
}

const betweens: readonly Between[] = ["nothing", "relu", "square", "maximum"];

/** Both roads side by side, with what is chosen between; where nothing is, beside the engine's numbers of each. */
function Roads({ words, material: { photo: { prediction }, model }, sum, classIndex }: PartProps) {
  const [between, setBetween] = useState<Between>("nothing");
  const { pooledFirst, weighedFirst } = roadsOf(prediction, sum, between);
  const { map, logit } = evidenceFor(prediction, model, classIndex);
  const [first, second] = words.formulas[between];
  const bias = between === "nothing" ? sum.bias : undefined;
  const difference = Math.abs(pooledFirst - weighedFirst);
  const ofEngine = Math.abs(meanOf(map) + sum.bias - logit).toExponential(1).replaceAll("-", "−");
  return (
    <section class="class-part">
      <Choice<Between> label={words.between} value={between} choices={betweens.map((name): readonly [Between, string] => [name, words.choices[name]])} choose={setBetween} />
      <div class="roads">
        <Road title={words.poolFirst} says={words.poolSays(sum.order.length)} formula={first} value={pooledFirst} bias={bias} engine={[words.engineLogit, logit]} words={words} name="pooled-first" />
        <Road title={words.weighFirst} says={words.weighSays(map.length)} formula={second} value={weighedFirst} bias={bias} engine={[words.engineMap, meanOf(map) + sum.bias]} words={words} name="weighed-first" />
      </div>
      <p role="status" class="verdict"><strong>{bias === undefined ? words.part(plain(difference, 3)) : words.meet(ofEngine)}</strong></p>
    </section>
  );
}

interface RoadProps {
  readonly title: string;
  readonly says: string;
  readonly formula: string;
  readonly value: number;
  readonly bias: number | undefined; // undefined: something lies between, and the engine has no such number
  readonly engine: readonly [says: string, value: number];
  readonly words: Words;
  readonly name: string;
}

function Road({ title, says, formula, value, bias, engine: [engineSays, engine], words, name }: RoadProps) {
  if (bias === undefined) return <div class="road"><h3>{title}</h3><p><code>{formula}</code></p><p class="road-sum"><strong><data class={name} value={value}>{fixed(value, 5)}</data></strong></p></div>;
  return (
    <div class="road">
      <h3>{title}</h3>
      <p><code>{formula} + b</code></p>
      <p class="note">{says}</p>
      <p class="road-sum">{fixed(value, 5)} {bias < 0 ? "−" : "+"} {fixed(Math.abs(bias), 5)} <small>{words.bias}</small></p>
      <p class="road-sum">= <strong><data class={name} value={value + bias}>{fixed(value + bias, 5)}</data></strong></p>
      <p class="note road-sum">{engineSays} <data class={`${name}-engine`} value={engine}>{fixed(engine, 5)}</data></p>
    </div>
  );
}
