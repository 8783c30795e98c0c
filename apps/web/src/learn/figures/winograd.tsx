// A tile of a real layer by Winograd's F(2×2, 3×3), stage by stage, beside the direct sums and what the engine computed.
import { useMemo, useState } from "preact/hooks";
import type { InsideLayer } from "../../engine/protocol.ts";
import { channelOf } from "../arithmetic/batch_norm.ts";
import { strongestCell, type ConvolutionNumbers, type ConvolutionShape, type OutputCell } from "../arithmetic/convolution.ts";
import { strongestChannel, tileUnder, winogradShapeOf } from "../arithmetic/winograd.ts";
import type { FigureProps } from "../figure.ts";
import { parametersOf, useLoaded, valueNamed } from "../loaded.ts";
import type { Material } from "../material.ts";
import { ChannelChoice } from "../parts/ChannelChoice.tsx";
import { LayerChoice } from "../parts/LayerChoice.tsx";
import { MapPicture } from "../parts/MapPicture.tsx";
import { Stages } from "./winograd/Stages.tsx";
import { words as texts } from "./winograd.words.ts";
import "./numbers.css";
import "./winograd.css";

export default function Winograd({ page, material }: FigureProps) {
  const words = texts[page.language.value];
  const layers = useMemo(() => material.inside.layers.filter((layer) => winogradShapeOf(layer) !== undefined), [material.inside]);
  const [name, choose] = useState("");
  const layer = layers.find((one) => one.name === name) ?? layers[0];
  const shape = useMemo(() => layer && winogradShapeOf(layer), [layer]);
  return (
    <div class="numbers-figure">
      {layer && shape ? (
        <>
          <LayerChoice label={words.layer} layers={layers} value={layer.name} choose={choose} />
          <OneLayer key={layer.name} page={page} material={material} layer={layer} shape={shape} />
        </>
      ) : <p class="note">{words.none}</p>}
    </div>
  );
}

interface OneLayerProps extends FigureProps {
  readonly layer: InsideLayer;
  readonly shape: ConvolutionShape;
}

interface LayerNumbers extends ConvolutionNumbers {
  readonly output: Float32Array; // [H', W', Cout], as the engine computed it
  readonly strongest: OutputCell;
}

async function numbersOf(material: Material, layer: InsideLayer): Promise<LayerNumbers> {
  const [image, output, [weight, bias]] = await Promise.all([valueNamed(material, layer.inputs[0]?.name ?? ""), material.engine.insideValue(layer.name), parametersOf(material, layer)]);
  if (!weight || !bias) throw new RangeError(`${layer.name} has no weight or no bias.`);
  const [, , width = 1, channels = 1] = layer.shape;
  return { image, output, weight, bias, strongest: strongestCell(output, width, channels) };
}

function OneLayer({ page, material, layer, shape }: OneLayerProps) {
  const words = texts[page.language.value];
  const numbers = useLoaded(page, () => numbersOf(material, layer), [material, layer]);
  const [chosen, setChosen] = useState<OutputCell | undefined>(undefined);
  const [within, setWithin] = useState<number | undefined>(undefined); // of the input channels; undefined: the strongest
  const cell = chosen ?? numbers?.strongest;
  const strongest = useMemo(() => (numbers && cell ? strongestChannel(shape, numbers, tileUnder(cell)) : 0), [shape, numbers, cell]);
  if (!numbers || !cell) return <p class="note figure-place">{page.text.value.working}</p>;
  const shown = within ?? strongest;
  const choose = (part: Partial<OutputCell>): void => setChosen({ ...cell, ...part });
  return (
    <>
      <div class="choices">
        <ChannelChoice label={words.outputChannel} channels={shape.outChannels} value={cell.channel} choose={(channel) => choose({ channel })} />
        <ChannelChoice label={words.inputChannel} channels={shape.groupChannels} value={shown} choose={setWithin} />
      </div>
      <Maps words={words} shape={shape} numbers={numbers} cell={cell} within={shown} choose={choose} />
      <Stages page={page} words={words} shape={shape} numbers={numbers} output={numbers.output} cell={cell} within={shown} choose={choose} />
    </>
  );
}

interface MapsProps {
  readonly words: (typeof texts)["en"];
  readonly shape: ConvolutionShape;
  readonly numbers: LayerNumbers;
  readonly cell: OutputCell;
  readonly within: number;
  choose(cell: Pick<OutputCell, "y" | "x">): void;
}

/** The input with the patch, and the output with the tile, which is pointed at. */
function Maps({ words, shape, numbers: { image, output }, cell, within, choose }: MapsProps) {
  const input = useMemo(() => channelOf(image, shape.channels, within), [image, within]);
  const made = useMemo(() => channelOf(output, shape.outChannels, cell.channel), [output, cell.channel]);
  const { tileY, tileX } = tileUnder(cell);
  const patch = { y: 2 * tileY - shape.top, x: 2 * tileX - shape.left, height: 4, width: 4 };
  const tile = { y: 2 * tileY, x: 2 * tileX, height: 2, width: 2 };
  const [from, to] = [words.input(within, shape.channels), words.output(cell.channel, shape.outChannels)];
  return (
    <div class="maps">
      <figure><MapPicture label={from} values={input} height={shape.height} width={shape.width} window={patch} /><figcaption>{from}</figcaption></figure>
      <span class="between" aria-hidden="true">→</span>
      <figure><MapPicture label={to} values={made} height={shape.outHeight} width={shape.outWidth} chosen={cell} window={tile} choose={(y, x) => choose({ y, x })} /><figcaption>{to}<br /><strong>{words.hint}</strong></figcaption></figure>
    </div>
  );
}
