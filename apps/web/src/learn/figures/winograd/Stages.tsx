// The stages of a Winograd tile, one at a time: what each makes of the numbers before it. What they end in stands below all of them.
import type { ComponentChildren } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { Page } from "../../../page/page.ts";
import { SourceMark } from "../../../sources/SourceMark.tsx";
import type { ConvolutionNumbers, ConvolutionShape, OutputCell } from "../../arithmetic/convolution.ts";
import { cellOf, channelTile, placeInTile, tileUnder, wholeTile, type TileCell, type WholeTile } from "../../arithmetic/winograd.ts";
import { Meeting } from "../../parts/Meeting.tsx";
import { fixed } from "../../parts/numbers.ts";
import { NumberGrid } from "../../parts/NumberGrid.tsx";
import { Stepper } from "../../parts/Stepper.tsx";
import type { words as texts } from "../winograd.words.ts";

interface StagesProps {
  readonly page: Page;
  readonly words: (typeof texts)["en"];
  readonly shape: ConvolutionShape;
  readonly numbers: ConvolutionNumbers;
  readonly output: Float32Array; // as the engine computed it
  readonly cell: OutputCell;
  readonly within: number; // the input channel that is shown
  choose(cell: Pick<OutputCell, "y" | "x">): void;
}

type Six<T> = readonly [T, T, T, T, T, T];

const path = "packages/tensor/src/ops/conv/winograd_form.ts";

export function Stages(props: StagesProps) {
  const { page, words, shape, numbers, output, cell, within } = props;
  const tile = tileUnder(cell);
  const part = useMemo(() => channelTile(shape, numbers, tile, within), [shape, numbers, tile.tileY, tile.tileX, tile.channel, within]);
  const whole = useMemo(() => wholeTile(shape, numbers, tile), [shape, numbers, tile.tileY, tile.tileX, tile.channel]);
  const stages: Six<{ readonly title: string; readonly note: string; readonly shown: ComponentChildren }> = [
    { ...words.stages[0], shown: <><Grid title={words.patch} values={part.pixels} width={4} /><Grid title={words.kernel} values={part.kernel} width={3} /></> },
    { ...words.stages[1], shown: <><Grid title="Bᵀ·d" values={part.halfPixels} width={4} isHalfWay /><Sign>→</Sign><Grid title="Bᵀ·d·B" values={part.ofPixels} width={4} /></> },
    { ...words.stages[2], shown: <><Grid title="G·g" values={part.halfKernel} width={3} isHalfWay /><Sign>→</Sign><Grid title="G·g·Gᵀ" values={part.ofKernel} width={4} /></> },
    { ...words.stages[3], shown: <><Grid title="Bᵀ·d·B" values={part.ofPixels} width={4} /><Sign>×</Sign><Grid title="G·g·Gᵀ" values={part.ofKernel} width={4} /><Sign>=</Sign><Grid title={words.products} values={part.products} width={4} /></> },
    { ...words.stages[4], shown: <Grid title={words.sums(shape.groupChannels)} values={whole.sums} width={4} /> },
    { ...words.stages[5], shown: <Back {...props} tile={tile} whole={whole} /> },
  ];
  const [stage, setStage] = useState(3); // the products: what it is about
  const { title, note, shown } = stages[stage] ?? stages[3];
  const at = placeInTile(cell);
  return (
    <>
      <Stepper label={words.stage} value={stage} last={stages.length - 1} choose={setStage} playLabel={words.play} rate={0.5} say={(to) => stages[to]?.title ?? ""} />
      <section class="term winograd-stage" data-stage={stage} aria-label={title}>
        <div class="terms">{shown}</div>
        <p class="note">{note} <SourceMark page={page} path={path} name="f2" /></p>
      </section>
      <div class="all-together">
        <p class="equation">{words.chosen(cell.y + 1, cell.x + 1)}</p>
        <Meeting words={words.meeting} own={whole.values[at] ?? NaN} engine={output[(cell.y * shape.outWidth + cell.x) * shape.outChannels + cell.channel] ?? NaN} />
      </div>
    </>
  );
}

const Sign = ({ children }: { readonly children: string }) => <span class="sign">{children}</span>;

interface GridProps {
  readonly title: string;
  readonly values: Float64Array;
  readonly width: number;
  readonly isHalfWay?: boolean; // rows are transformed and columns not yet: bare numbers
}

function Grid({ title, values, width, isHalfWay = false }: GridProps) {
  return <div class="term"><h3>{title}</h3><NumberGrid label={title} values={values} height={values.length / width} width={width} decimals={2} colours={isHalfWay ? "none" : "signed"} /></div>;
}

interface BackProps extends StagesProps {
  readonly tile: TileCell;
  readonly whole: WholeTile;
}

/** The four outputs, of which one is chosen, beside the direct sums. */
function Back({ words, shape, cell, tile, whole, choose }: BackProps) {
  const at = placeInTile(cell);
  const chosen = { y: at >> 1, x: at & 1 };
  const take = (y: number, x: number): void => {
    const to = cellOf(tile, y * 2 + x);
    if (to.y < shape.outHeight && to.x < shape.outWidth) choose(to);
  };
  const grid = (title: string, values: Float64Array) => (
    <div class="term"><h3>{title}</h3><NumberGrid label={title} values={values} height={2} width={2} decimals={4} chosen={chosen} choose={take} /></div>
  );
  return (
    <>
      <Grid title="Aᵀ·m" values={whole.half} width={4} isHalfWay /><Sign>→</Sign>
      {grid(words.back(fixed(whole.bias, 4)), whole.values)}
      <Sign>=</Sign>
      {grid(words.direct(9 * shape.groupChannels * 4, 16 * shape.groupChannels), whole.direct)}
    </>
  );
}
