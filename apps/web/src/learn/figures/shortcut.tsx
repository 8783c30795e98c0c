// A residual block's two roads and their sum, as pictures of one channel and as numbers at one cell; and the gradient's way back.
import { useMemo, useState } from "preact/hooks";
import { SourceMark } from "../../sources/SourceMark.tsx";
import { percent } from "../../text/language.ts";
import { channelOf } from "../arithmetic/batch_norm.ts";
import { strongestCell, type OutputCell } from "../arithmetic/convolution.ts";
import { residualBlocksOf, rootMeanSquare, type ResidualBlock } from "../arithmetic/shortcut.ts";
import type { FigureProps } from "../figure.ts";
import { useLoaded, valueNamed } from "../loaded.ts";
import type { Material } from "../material.ts";
import { Bars } from "../parts/Bars.tsx";
import { ChannelChoice } from "../parts/ChannelChoice.tsx";
import { rangeOf } from "../parts/colours.ts";
import { LayerChoice } from "../parts/LayerChoice.tsx";
import { MapPicture } from "../parts/MapPicture.tsx";
import { Meeting } from "../parts/Meeting.tsx";
import { plain } from "../parts/numbers.ts";
import { WayBack } from "./shortcut/WayBack.tsx";
import { words as texts } from "./shortcut.words.ts";
import "./numbers.css";

export default function Shortcut({ page, material }: FigureProps) {
  const words = texts[page.language.value];
  const blocks = useMemo(() => residualBlocksOf(material.inside.layers), [material.inside]);
  const [name, choose] = useState("");
  const block = blocks.find((one) => endOf(one).name === name) ?? blocks.find(({ isIdentity }) => isIdentity) ?? blocks[0];
  if (!block) return <p class="note">{words.none}</p>;
  return (
    <div class="numbers-figure">
      <LayerChoice label={words.block} layers={blocks.map(endOf)} value={endOf(block).name} choose={choose} />
      <OneBlock key={endOf(block).name} page={page} material={material} block={block} />
    </div>
  );
}

const endOf = ({ sum, after }: ResidualBlock) => after ?? sum;

interface Roads {
  readonly shortcut: Float32Array; // [H, W, C], as all of them
  readonly residual: Float32Array;
  readonly sum: Float32Array;
  readonly after: Float32Array | undefined;
  readonly strongest: OutputCell;
}

async function roadsOf(material: Material, { sum, shortcut, residual, after }: ResidualBlock): Promise<Roads> {
  const [alongShortcut, alongResidual, added, last] = await Promise.all([valueNamed(material, shortcut), valueNamed(material, residual), material.engine.insideValue(sum.name), after && material.engine.insideValue(after.name)]);
  const [, , width = 1, channels = 1] = sum.shape;
  return { shortcut: alongShortcut, residual: alongResidual, sum: added, after: last, strongest: strongestCell(last ?? added, width, channels) };
}

function OneBlock({ page, material, block }: FigureProps & { readonly block: ResidualBlock }) {
  const words = texts[page.language.value];
  const roads = useLoaded(page, () => roadsOf(material, block), [material, block]);
  const [chosen, setChosen] = useState<OutputCell | undefined>(undefined);
  const [, , width = 1, channels = 1] = block.sum.shape;
  const cell = chosen ?? roads?.strongest;
  if (!roads || !cell) return <p class="note figure-place">{page.text.value.working}</p>;
  const value = (values: Float32Array): number => values[(cell.y * width + cell.x) * channels + cell.channel] ?? NaN;
  const [a, b] = [value(roads.shortcut), value(roads.residual)];
  const after = roads.after && Math.max(0, a + b);
  return (
    <>
      <div class="choices">
        <ChannelChoice label={words.channel} channels={channels} value={cell.channel} choose={(channel) => setChosen({ ...cell, channel })} />
        <p class="note">{block.isIdentity ? words.identity(block.convolutions) : words.projected(block.convolutions)} {!block.after && words.noRelu}</p>
      </div>
      <Maps words={words} block={block} roads={roads} cell={cell} choose={setChosen} />
      <div class="all-together">
        <p class="equation">
          <small>{words.at(cell.y + 1, cell.x + 1)}:</small> <span>{plain(a)} <small>{block.isIdentity ? "x" : "P(x)"}</small></span> <span>+ {plain(b)} <small>F(x)</small></span> <span>= <strong>{plain(a + b)}</strong></span>
          {after !== undefined && <span>→ ReLU <strong>{plain(after)}</strong></span>}
          <SourceMark page={page} path="packages/tensor/src/ops/add/add.ts" name="addOp" />
        </p>
        <Meeting words={words.meeting} own={after ?? a + b} engine={value(roads.after ?? roads.sum)} />
      </div>
      <Sizes words={words} block={block} roads={roads} />
      <WayBack page={page} material={material} words={words} block={block} cell={cell} />
    </>
  );
}

interface MapsProps {
  readonly words: (typeof texts)["en"];
  readonly block: ResidualBlock;
  readonly roads: Roads;
  readonly cell: OutputCell;
  choose(cell: OutputCell): void;
}

/** All on one scale of colours. */
function Maps({ words, block, roads: { shortcut, residual, sum, after }, cell, choose }: MapsProps) {
  const [, height = 1, width = 1, channels = 1] = block.sum.shape;
  const maps = useMemo(() => {
    const named: [string, Float32Array | undefined, string][] = [[block.isIdentity ? words.shortcut : words.projection, shortcut, ""], [words.residual, residual, "+"], [words.sum, sum, "="], [words.after, after, "→"]];
    return named.flatMap(([title, values, sign]) => (values ? [{ title, sign, values: channelOf(values, channels, cell.channel) }] : []));
  }, [words, shortcut, sum, cell.channel]);
  const range = useMemo(() => rangeOf(maps.flatMap(({ values }) => Array.from(values)), "signed"), [maps]);
  return (
    <>
      <div class="maps four">
        {maps.map(({ title, sign, values }) => (
          <figure key={title}><MapPicture label={title} values={values} height={height} width={width} colours="signed" range={range} chosen={cell} choose={(y, x) => choose({ ...cell, y, x })} /><figcaption>{sign && <strong class="joins">{sign}</strong>}{title}</figcaption></figure>
        ))}
      </div>
      <p class="note"><strong>{words.hint}</strong></p>
    </>
  );
}

function Sizes({ words, block, roads: { shortcut, residual } }: Pick<MapsProps, "words" | "block" | "roads">) {
  const [along, own] = useMemo(() => [rootMeanSquare(shortcut), rootMeanSquare(residual)] as const, [shortcut, residual]);
  return (
    <div class="term">
      <h3>{words.sizes}</h3>
      <Bars label={words.sizes} bars={[{ name: block.isIdentity ? "x" : "P(x)", value: along }, { name: "F(x)", value: own }]} />
      <p class="note">{words.share(percent(own / along))}</p>
    </div>
  );
}
