// A small convolution whose stride, padding and kernel can be changed: what becomes of its output's size.
import { useId, useState } from "preact/hooks";
import { outputNumber, placesAlong, type ConvolutionShape } from "../../arithmetic/convolution.ts";
import type { GridCell } from "../../parts/grid_keys.ts";
import { NumberGrid } from "../../parts/NumberGrid.tsx";
import type { words as texts } from "../convolution.words.ts";

const side = 6;

/** [6, 6] */
const image = Float32Array.of(
  1, 2, 0, 1, 3, 0,
  0, 1, 3, 1, 0, 2,
  2, 0, 1, 0, 1, 1,
  1, 1, 2, 3, 0, 0,
  0, 3, 0, 1, 2, 1,
  1, 0, 2, 0, 1, 3,
);

export function SizeExample({ words }: { readonly words: (typeof texts)["en"]["size"] }) {
  const [kernel, setKernel] = useState(3);
  const [stride, setStride] = useState(1);
  const [padding, setPadding] = useState(1);
  const [chosen, setChosen] = useState<GridCell>({ y: 0, x: 0 });
  const out = placesAlong(side, kernel, stride, padding);
  const cell = { y: Math.min(chosen.y, out - 1), x: Math.min(chosen.x, out - 1) };
  const padded = side + 2 * padding;
  const isUnder = (y: number, x: number): boolean => out > 0 && y >= cell.y * stride && y < cell.y * stride + kernel && x >= cell.x * stride && x < cell.x * stride + kernel;
  const isPadding = (y: number, x: number): boolean => Math.min(y, x) < padding || Math.max(y, x) >= side + padding;
  const levels = Array.from({ length: padded * padded }, (_, at) => valueAt(Math.floor(at / padded) - padding, (at % padded) - padding));
  return (
    <section class="size-example" aria-label={words.title}>
      <h3>{words.title}</h3>
      <p class="note">{words.note}</p>
      <div class="size-controls">
        <Slider label={words.kernel} value={kernel} least={1} most={7} choose={setKernel} />
        <Slider label={words.stride} value={stride} least={1} most={4} choose={setStride} />
        <Slider label={words.padding} value={padding} least={0} most={3} choose={setPadding} />
      </div>
      <p class="formula"><span>{words.formula}</span> <strong>= ⌊({side} + 2 · {padding} − {kernel}) / {stride}⌋ + 1 = <data class="size" value={out}>{out}</data></strong></p>
      <div class="terms">
        <div class="term">
          <h3>{words.input(side, padded)}</h3>
          <NumberGrid label={words.input(side, padded)} values={levels} height={padded} width={padded} decimals={0} colours="none" marked={(y, x) => (isUnder(y, x) ? "under" : isPadding(y, x) ? "padding" : undefined)} />
        </div>
        <span class="sign">→</span>
        <div class="term">
          <h3>{words.output(out)}</h3>
          {out > 0 ? <NumberGrid label={words.output(out)} values={sumsOf(kernel, stride, padding, out)} height={out} width={out} decimals={0} colours="none" chosen={cell} choose={(y, x) => setChosen({ y, x })} /> : <p class="note">{words.none}</p>}
        </div>
      </div>
    </section>
  );
}

const valueAt = (y: number, x: number): number => (Math.min(y, x) < 0 || Math.max(y, x) >= side ? 0 : (image[y * side + x] as number));

/** [out, out], of a kernel of ones. */
function sumsOf(kernel: number, stride: number, padding: number, out: number): Float64Array {
  const shape: ConvolutionShape = {
    height: side, width: side, channels: 1, kernelHeight: kernel, kernelWidth: kernel, groupChannels: 1, outHeight: out, outWidth: out, outChannels: 1,
    strideH: stride, strideW: stride, dilationH: 1, dilationW: 1, top: padding, left: padding, groups: 1,
  };
  const numbers = { image, weight: new Float32Array(kernel * kernel).fill(1), bias: new Float32Array(1) };
  return Float64Array.from({ length: out * out }, (_, at) => outputNumber(shape, numbers, { y: Math.floor(at / out), x: at % out, channel: 0 }).value);
}

interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  choose(value: number): void;
}

function Slider({ label, value, least, most, choose }: SliderProps) {
  const id = useId();
  return (
    <div class="range">
      <label for={id}>{label}</label>
      <input id={id} type="range" min={least} max={most} step={1} value={value} onInput={({ currentTarget }) => choose(Number(currentTarget.value))} />
      <output for={id}>{value}</output>
    </div>
  );
}
