// The words of the figure about memory.
import type { Language } from "../../text/language.ts";

interface MemoryWords {
  readonly opening: string;
  readonly chart: string;
  readonly step: string;
  readonly play: string;
  readonly at: (step: number, count: number, name: string) => string;
  readonly buffer: (letter: string, size: string) => string;
  readonly writes: (name: string, shape: string, size: string, letter: string) => string;
  readonly reads: (names: string) => string;
  readonly readsImage: string;
  readonly frees: (letters: string) => string;
  readonly freesNothing: string;
  readonly held: string;
  readonly now: string;
  readonly most: string;
  readonly shared: (count: number) => string;
  readonly alone: (count: number) => string;
  readonly marks: { readonly place: string; readonly smallest: string; readonly device: string };
}

export const words: Readonly<Record<Language, MemoryWords>> = {
  en: {
    opening: "Placing the arrays …",
    chart: "Buffers from top to bottom, steps from left to right: a bar is an array's life",
    step: "Step", play: "Play", at: (step, count, name) => `${step} of ${count}: ${name}`,
    buffer: (letter, size) => `${letter}  ${size}`,
    writes: (name, shape, size, letter) => `writes ${name} [${shape}], ${size}, into buffer ${letter}`,
    reads: (names) => `reads ${names}`, readsImage: "reads the image",
    frees: (letters) => `afterwards nobody reads what lies in ${letters}: the next step may have it`, freesNothing: "afterwards every array that is there is still needed",
    held: "Memory", now: "alive at this step", most: "alive at any step, at most", shared: (count) => `all ${count} buffers, shared`, alone: (count) => `a buffer for each of the ${count} arrays`,
    marks: { place: "placing", smallest: "which buffer", device: "on the GPU" },
  },
  ja: {
    opening: "配列を割り当てています…",
    chart: "上から下へバッファー、左から右へステップ。棒は配列の寿命です",
    step: "ステップ", play: "再生", at: (step, count, name) => `${count} 個中 ${step}：${name}`,
    buffer: (letter, size) => `${letter}  ${size}`,
    writes: (name, shape, size, letter) => `${name} [${shape}]（${size}）をバッファー ${letter} に書く`,
    reads: (names) => `${names} を読む`, readsImage: "画像を読む",
    frees: (letters) => `この後、${letters} の中身は誰も読まない。次のステップが使える`, freesNothing: "この後も、今ある配列はすべて必要",
    held: "メモリー", now: "このステップで生きている", most: "生きている量の最大", shared: (count) => `共有した ${count} 個のバッファーの合計`, alone: (count) => `${count} 個の配列に一つずつバッファーを用意した場合`,
    marks: { place: "割り当て", smallest: "バッファーの選択", device: "GPU の上" },
  },
};
