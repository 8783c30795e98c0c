// A batch-norm over a real channel: its distribution before, behind it and behind the ReLU; and one number in steps and folded.
import { useMemo, useState } from "preact/hooks";
import { SourceMark } from "../../sources/SourceMark.tsx";
import { channelOf, foldOf, halved, normsOf, type ChannelNorm, type NormPlace } from "../arithmetic/batch_norm.ts";
import { convolutionShapeOf, strongestCell, type ConvolutionNumbers, type OutputCell } from "../arithmetic/convolution.ts";
import type { FigureProps } from "../figure.ts";
import { parametersOf, useLoaded, valueNamed } from "../loaded.ts";
import type { Material } from "../material.ts";
import { ChannelChoice } from "../parts/ChannelChoice.tsx";
import { LayerChoice } from "../parts/LayerChoice.tsx";
import { MapPicture } from "../parts/MapPicture.tsx";
import { plain } from "../parts/numbers.ts";
import { Distributions } from "./batch_norm/Distributions.tsx";
import { OneNumber } from "./batch_norm/OneNumber.tsx";
import { words as texts } from "./batch_norm.words.ts";
import "./numbers.css";

export default function BatchNorm({ page, material }: FigureProps) {
  const words = texts[page.language.value];
  const places = useMemo(() => normsOf(material.inside.layers), [material.inside]);
  const [name, choose] = useState("");
  const place = places.find(({ norm }) => norm.name === name) ?? places[0];
  if (!place) return <p class="note">{words.none}</p>;
  return (
    <div class="numbers-figure">
      <LayerChoice label={words.layer} layers={places.map(({ norm }) => norm)} value={place.norm.name} choose={choose} />
      <OneNorm key={place.norm.name} page={page} material={material} place={place} />
    </div>
  );
}

interface NormNumbers {
  readonly vectors: readonly [gamma: Float32Array, beta: Float32Array, mean: Float32Array, variance: Float32Array]; // each [C]
  readonly before: Float32Array; // [H, W, C]
  readonly behind: Float32Array;
  readonly after: Float32Array | undefined;
  readonly convolution: ConvolutionNumbers | undefined; // what made `before`, where a convolution did
  readonly strongest: OutputCell;
}

async function numbersOf(material: Material, { norm, before, after }: NormPlace): Promise<NormNumbers> {
  const { engine } = material;
  const [vectors, first, behind, last] = await Promise.all([parametersOf(material, norm), engine.insideValue(before.name), engine.insideValue(norm.name), after && engine.insideValue(after.name)]);
  const [, , width = 1, channels = 1] = norm.shape;
  return {
    vectors: vectors as unknown as NormNumbers["vectors"], before: first, behind, after: last, strongest: strongestCell(behind, width, channels, halved(behind, channels)),
    convolution: convolutionShapeOf(before) && await convolutionOf(material, before),
  };
}

async function convolutionOf(material: Material, layer: NormPlace["before"]): Promise<ConvolutionNumbers | undefined> {
  const [image, [weight, bias]] = await Promise.all([valueNamed(material, layer.inputs[0]?.name ?? ""), parametersOf(material, layer)]);
  return weight && bias && { image, weight, bias };
}

function OneNorm({ page, material, place }: FigureProps & { readonly place: NormPlace }) {
  const words = texts[page.language.value];
  const { norm, before, after } = place;
  const numbers = useLoaded(page, () => numbersOf(material, place), [material, place]);
  const [chosen, setChosen] = useState<OutputCell | undefined>(undefined);
  const [, height = 1, width = 1, channels = 1] = norm.shape;
  const cell = chosen ?? numbers?.strongest;
  const channel = cell?.channel ?? 0;
  const shown = useMemo(() => numbers && { before: channelOf(numbers.before, channels, channel), behind: channelOf(numbers.behind, channels, channel), after: numbers.after && channelOf(numbers.after, channels, channel) }, [numbers, channel]);
  if (!numbers || !cell || !shown) return <p class="note figure-place">{page.text.value.working}</p>;
  const of = ofChannel(numbers, channel, norm.attributes["epsilon"] ?? 0);
  const title = words.map(channel, channels);
  return (
    <>
      <div class="choices">
        <ChannelChoice label={words.channel} channels={channels} value={channel} choose={(to) => setChosen({ ...cell, channel: to })} />
        <Learnt of={of} />
        <SourceMark page={page} path="packages/tensor/src/ops/batch_norm/batch_norm.ts" name="batchNormOp" />
      </div>
      <Distributions words={words} shown={shown} names={{ before: before.name, after: after?.name }} />
      {!after && <p class="note">{words.noAfter}</p>}
      <div class="beside-map">
        <figure><MapPicture label={title} values={shown.behind} height={height} width={width} colours="signed" chosen={cell} choose={(y, x) => setChosen({ ...cell, y, x })} /><figcaption>{title}<br /><strong>{words.hint}</strong></figcaption></figure>
        <OneNumber
          page={page} words={words} of={of} fold={foldOf(of)} cell={cell} shape={convolutionShapeOf(before)} numbers={numbers.convolution} after={after}
          engine={{ before: at(numbers.before, cell, width, channels), behind: at(numbers.behind, cell, width, channels), after: numbers.after && at(numbers.after, cell, width, channels) }}
        />
      </div>
    </>
  );
}

const at = (values: Float32Array, { y, x, channel }: OutputCell, width: number, channels: number): number => values[(y * width + x) * channels + channel] ?? NaN;

function ofChannel({ vectors: [gamma, beta, mean, variance] }: NormNumbers, channel: number, epsilon: number): ChannelNorm {
  return { gamma: gamma[channel] ?? NaN, beta: beta[channel] ?? NaN, mean: mean[channel] ?? NaN, variance: variance[channel] ?? NaN, epsilon };
}

function Learnt({ of: { gamma, beta, mean, variance } }: { readonly of: ChannelNorm }) {
  return <p class="learnt">{([["γ", gamma], ["β", beta], ["μ", mean], ["σ²", variance]] as const).map(([name, value]) => <span key={name}>{name} = <strong>{plain(value)}</strong></span>)}</p>;
}
