// One number of a real convolution: the window of its input, the kernel, their products, the sum over the channels. And what stride and
// padding do to an output's size.
import { useMemo, useState } from "preact/hooks";
import type { InsideLayer } from "../../engine/protocol.ts";
import { SourceMark } from "../../sources/SourceMark.tsx";
import { channelOf } from "../arithmetic/batch_norm.ts";
import {
  convolutionShapeOf, firstChannelOf, isInside, outputNumber, productsOf, strongestCell, strongestFirst, tapAt, type ConvolutionNumbers, type ConvolutionShape, type OutputCell,
} from "../arithmetic/convolution.ts";
import { receptiveFieldsOf } from "../arithmetic/receptive_field.ts";
import type { FigureProps } from "../figure.ts";
import { parametersOf, useLoaded, valueNamed } from "../loaded.ts";
import type { Material } from "../material.ts";
import { ChannelChoice } from "../parts/ChannelChoice.tsx";
import { LayerChoice } from "../parts/LayerChoice.tsx";
import { MapPicture } from "../parts/MapPicture.tsx";
import { Meeting } from "../parts/Meeting.tsx";
import { fixed } from "../parts/numbers.ts";
import { Stepper } from "../parts/Stepper.tsx";
import { ChannelSums } from "./convolution/ChannelSums.tsx";
import { Products } from "./convolution/Products.tsx";
import { SizeExample } from "./convolution/SizeExample.tsx";
import { words as texts } from "./convolution.words.ts";
import "./numbers.css";

export default function Convolution({ page, material }: FigureProps) {
  const words = texts[page.language.value];
  const layers = useMemo(() => material.inside.layers.filter((layer) => convolutionShapeOf(layer) !== undefined), [material.inside]);
  const [name, choose] = useState("");
  const layer = layers.find((one) => one.name === name) ?? layers[0];
  const shape = useMemo(() => layer && convolutionShapeOf(layer), [layer]);
  return (
    <div class="numbers-figure">
      {layer && shape ? (
        <>
          <LayerChoice label={words.layer} layers={layers} value={layer.name} choose={choose} />
          <OneLayer key={layer.name} page={page} material={material} layer={layer} shape={shape} />
        </>
      ) : <p class="note">{words.none}</p>}
      <SizeExample words={words.size} />
    </div>
  );
}

interface OneLayerProps extends FigureProps {
  readonly layer: InsideLayer;
  readonly shape: ConvolutionShape;
}

function OneLayer({ page, material, layer, shape }: OneLayerProps) {
  const words = texts[page.language.value];
  const numbers = useLoaded(page, () => numbersOf(material, layer), [material, layer]);
  const [chosen, setChosen] = useState<OutputCell | undefined>(undefined);
  const [within, setWithin] = useState<number | undefined>(undefined); // of the input channels that are seen; undefined: the strongest
  if (!numbers) return <p class="note figure-place">{page.text.value.working}</p>;
  const cell = chosen ?? numbers.strongest;
  const { kernelHeight, kernelWidth, strideH, strideW, top, groups, groupChannels, outChannels } = shape;
  const chooseChannel = (channel: number): void => { setChosen({ ...cell, channel }); setWithin(undefined); };
  const [kernel, stride] = [`${kernelHeight}×${kernelWidth}`, strideH === strideW ? `${strideH}` : `${strideH}×${strideW}`];
  return (
    <>
      <div class="choices">
        <ChannelChoice label={words.channel} channels={outChannels} value={cell.channel} choose={chooseChannel} />
        <p class="note">{words.facts(kernel, stride, top, numbers.weight.length.toLocaleString(page.language.value))} {groups > 1 && words.inGroups(groups, groupChannels)} {fieldSaid(words, material, layer)}</p>
      </div>
      <OneNumber page={page} shape={shape} numbers={numbers} cell={cell} within={within} choose={({ y, x }) => setChosen({ ...cell, y, x })} chooseWithin={setWithin} />
    </>
  );
}

/** How much of the picture the layer's numbers have seen. */
function fieldSaid(words: (typeof texts)["en"], { inside, model: { input } }: Material, { name }: InsideLayer): string {
  const field = receptiveFieldsOf(inside.layers).get(name);
  if (!field || (field.height >= 2 * input.height - 1 && field.width >= 2 * input.width - 1)) return words.wholeField; // from any position
  return words.field(Math.min(field.height, input.height), Math.min(field.width, input.width), `${input.height}×${input.width}`);
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

interface OneNumberProps {
  readonly page: FigureProps["page"];
  readonly shape: ConvolutionShape;
  readonly numbers: LayerNumbers;
  readonly cell: OutputCell;
  readonly within: number | undefined;
  choose(cell: Pick<OutputCell, "y" | "x">): void;
  chooseWithin(within: number): void;
}

function OneNumber({ page, shape, numbers, cell, within, choose, chooseWithin }: OneNumberProps) {
  const words = texts[page.language.value];
  const { sums, products, bias, value } = useMemo(() => outputNumber(shape, numbers, cell), [shape, numbers, cell]);
  const shown = within ?? strongestFirst(sums)[0] ?? 0;
  const part = productsOf(shape, numbers, cell, shown);
  const isOutside = (row: number, column: number): boolean => !isInside(shape, tapAt(shape, cell, row, column));
  return (
    <>
      <Maps words={words} shape={shape} numbers={numbers} cell={cell} channel={part.channel} choose={choose} />
      <Stepper label={words.along} value={cell.x} last={shape.outWidth - 1} choose={(x) => choose({ y: cell.y, x })} playLabel={words.play} say={(x) => words.place(cell.y + 1, x + 1)} rate={3} />
      <Products words={words} shape={shape} part={part} isOutside={isOutside} />
      <ChannelSums words={words} sums={sums} first={firstChannelOf(shape, cell.channel)} chosen={shown} choose={chooseWithin} />
      <div class="all-together">
        <p class="equation">
          <span>{words.channelsSum(sums.length)} <strong>{fixed(products, 5)}</strong></span> <span>+ {words.bias} <strong>{fixed(bias, 5)}</strong></span> <span>= <strong>{fixed(value, 5)}</strong></span>
          <SourceMark page={page} path="packages/tensor/src/ops/conv/conv_reference.ts" name="convReference" />
        </p>
        <Meeting words={words.meeting} own={value} engine={numbers.output[(cell.y * shape.outWidth + cell.x) * shape.outChannels + cell.channel] ?? NaN} />
      </div>
    </>
  );
}

interface MapsProps extends Pick<OneNumberProps, "shape" | "numbers" | "cell" | "choose"> {
  readonly words: (typeof texts)["en"];
  readonly channel: number; // of the input
}

/** The input with its window, and the output, which is pointed at. */
function Maps({ words, shape, numbers: { image, output }, cell, channel, choose }: MapsProps) {
  const input = useMemo(() => channelOf(image, shape.channels, channel), [image, channel]);
  const made = useMemo(() => channelOf(output, shape.outChannels, cell.channel), [output, cell.channel]);
  const corner = tapAt(shape, cell, 0, 0);
  const window = { ...corner, height: (shape.kernelHeight - 1) * shape.dilationH + 1, width: (shape.kernelWidth - 1) * shape.dilationW + 1 };
  const [from, to] = [words.input(channel, shape.channels), words.output(cell.channel, shape.outChannels)];
  return (
    <div class="maps">
      <figure><MapPicture label={from} values={input} height={shape.height} width={shape.width} window={window} /><figcaption>{from}</figcaption></figure>
      <span class="between" aria-hidden="true">→</span>
      <figure><MapPicture label={to} values={made} height={shape.outHeight} width={shape.outWidth} chosen={cell} choose={(y, x) => choose({ y, x })} /><figcaption>{to}<br /><strong>{words.hint}</strong></figcaption></figure>
    </div>
  );
}
