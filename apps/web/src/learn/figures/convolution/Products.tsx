// A window of the input, times a kernel, is products, which have a sum.
import type { ChannelProducts, ConvolutionShape } from "../../arithmetic/convolution.ts";
import { decimalsFor, plain } from "../../parts/numbers.ts";
import { NumberGrid } from "../../parts/NumberGrid.tsx";
import type { words as texts } from "../convolution.words.ts";

interface ProductsProps {
  readonly words: (typeof texts)["en"];
  readonly shape: ConvolutionShape;
  readonly part: ChannelProducts;
  isOutside(row: number, column: number): boolean;
}

export function Products({ words, shape: { kernelHeight: height, kernelWidth: width }, part, isOutside }: ProductsProps) {
  const { window, kernel, products, sum } = part;
  const marked = (row: number, column: number): string | undefined => (isOutside(row, column) ? "shut" : undefined);
  const anyOutside = Array.from(window.keys()).some((tap) => isOutside(Math.floor(tap / width), tap % width));
  const grid = (title: string, values: Float64Array, mark?: typeof marked) => (
    <div class="term"><h3>{title}</h3><NumberGrid label={title} values={values} height={height} width={width} decimals={decimalsFor(values, width > 5 ? 2 : 3)} {...(mark && { marked: mark })} /></div>
  );
  return (
    <>
      <div class={width > 5 ? "terms large" : "terms"}>
        {grid(words.window, window, marked)}
        <span class="sign">×</span>
        {grid(words.kernel, kernel)}
        <span class="sign">=</span>
        {grid(words.products, products, marked)}
        <span class="sign">→</span>
        <div class="term"><h3>{words.sum}</h3><p class="result"><data class="part-sum" value={sum}>{plain(sum, 5)}</data></p></div>
      </div>
      {anyOutside && <p class="note">{words.outside}</p>}
    </>
  );
}
