// One number behind a batch-norm: as the paper has it, and by folded weights.
import type { InsideLayer } from "../../../engine/protocol.ts";
import type { Page } from "../../../page/page.ts";
import { SourceMark } from "../../../sources/SourceMark.tsx";
import { foldedInto, type ChannelNorm, type FoldedNorm } from "../../arithmetic/batch_norm.ts";
import { foldedNumber, outputNumber, productsOf, strongestFirst, type ConvolutionNumbers, type ConvolutionShape, type OutputCell } from "../../arithmetic/convolution.ts";
import { Meeting } from "../../parts/Meeting.tsx";
import { NumberGrid } from "../../parts/NumberGrid.tsx";
import { decimalsFor, plain } from "../../parts/numbers.ts";
import type { words as texts } from "../batch_norm.words.ts";

interface OneNumberProps {
  readonly page: Page;
  readonly words: (typeof texts)["en"];
  readonly of: ChannelNorm;
  readonly fold: FoldedNorm;
  readonly cell: OutputCell;
  readonly shape: ConvolutionShape | undefined; // of the convolution before it, where there is one
  readonly numbers: ConvolutionNumbers | undefined;
  readonly after: InsideLayer | undefined;
  readonly engine: { readonly before: number; readonly behind: number; readonly after: number | undefined };
}

export function OneNumber({ page, words, of, fold, cell, shape, numbers, after, engine }: OneNumberProps) {
  const x = shape && numbers ? outputNumber(shape, numbers, cell).value : engine.before;
  const root = Math.sqrt(of.variance + of.epsilon);
  const y = ((x - of.mean) / root) * of.gamma + of.beta;
  const bias = numbers ? foldedInto(fold, new Float64Array(0), numbers.bias[cell.channel] ?? 0).bias : fold.shift;
  const sum = shape && numbers ? foldedNumber(shape, numbers, cell, fold.scale) : fold.scale * x;
  const isRelu = after?.op === "relu";
  const step = (name: string, value: number, isLast = false) => <li key={name}><span>{name}</span> {isLast ? <strong>{plain(value, 6)}</strong> : plain(value, 6)}</li>;
  return (
    <div class="both-ways">
      <section class="term" aria-label={words.inSteps}>
        <h3>{words.inSteps}</h3>
        <ol class="chain">
          {step(shape ? words.convolution : words.given, x)}
          {step(words.less, x - of.mean)}
          {step(words.over, (x - of.mean) / root)}
          {step(words.times, ((x - of.mean) / root) * of.gamma)}
          {step(words.plus, y, true)}
          {isRelu && step("ReLU", Math.max(0, y), true)}
        </ol>
      </section>
      <section class="term" aria-label={words.folded}>
        <h3>{words.folded} <SourceMark page={page} path="packages/tensor/src/graph/fuse.ts" name="fold" /></h3>
        <ol class="chain">
          {step(words.scale, fold.scale)}
          {step(words.shift, fold.shift)}
          {step(shape ? words.foldedSum : "s·x", sum)}
          {step(shape ? words.foldedBias : "+ t", sum + bias, true)}
          {isRelu && step("ReLU", Math.max(0, sum + bias), true)}
        </ol>
      </section>
      {!shape && <p class="note">{words.notFolded}</p>}
      {shape && numbers && <Kernels words={words} shape={shape} numbers={numbers} cell={cell} fold={fold} />}
      <Meeting words={words.meeting} own={isRelu ? Math.max(0, sum + bias) : sum + bias} engine={isRelu ? engine.after ?? NaN : engine.behind} />
    </div>
  );
}

type KernelsProps = Pick<OneNumberProps, "words" | "cell" | "fold"> & { readonly shape: ConvolutionShape; readonly numbers: ConvolutionNumbers };

function Kernels({ words, shape, numbers, cell, fold }: KernelsProps) {
  const within = strongestFirst(outputNumber(shape, numbers, cell).sums)[0] ?? 0;
  const { kernel, channel } = productsOf(shape, numbers, cell, within);
  const { kernelHeight: height, kernelWidth: width } = shape;
  const grid = (title: string, values: Float64Array) => (
    <div class="term"><h3>{title}</h3><NumberGrid label={title} values={values} height={height} width={width} decimals={decimalsFor(values, width > 5 ? 2 : 3)} /></div>
  );
  return (
    <section class="term whole" aria-label={words.kernels(channel)}>
      <h3>{words.kernels(channel)}</h3>
      <div class={width > 5 ? "terms large" : "terms"}>
        {grid(words.kernel, kernel)}
        <span class="sign">→</span>
        {grid(words.foldedKernel, foldedInto(fold, kernel, 0).kernel)}
      </div>
    </section>
  );
}
