import type { Language } from "../../text/language.ts";

interface Stage {
  readonly title: string;
  readonly note: string;
}

interface WinogradWords {
  readonly none: string;
  readonly layer: string;
  readonly outputChannel: string;
  readonly inputChannel: string;
  readonly input: (channel: number, channels: number) => string;
  readonly output: (channel: number, channels: number) => string;
  readonly hint: string;
  readonly stage: string;
  readonly play: string;
  readonly patch: string;
  readonly kernel: string;
  readonly products: string;
  readonly sums: (channels: number) => string;
  readonly back: (bias: string) => string;
  readonly direct: (directly: number, products: number) => string;
  readonly stages: readonly [Stage, Stage, Stage, Stage, Stage, Stage];
  readonly chosen: (y: number, x: number) => string;
  readonly meeting: { readonly own: string; readonly engine: string; readonly difference: string };
}

export const words: Record<Language, WinogradWords> = {
  en: {
    none: "This network has no 3×3 convolution of stride 1.",
    layer: "Convolution", outputChannel: "Output channel", inputChannel: "Input channel",
    input: (channel, channels) => `Input, channel ${channel} of ${channels}, and the patch`,
    output: (channel, channels) => `Output, channel ${channel} of ${channels}, and the tile`,
    hint: "Point at a cell here",
    stage: "Stage", play: "Play",
    patch: "Patch d", kernel: "Kernel g", products: "16 products",
    sums: (channels) => `m: their sum over ${channels === 1 ? "the channel" : `${channels} channels`}`,
    back: (bias) => `Aᵀ·m·A + bias ${bias}`,
    direct: (directly, products) => `Directly: ${directly} products, not ${products}`,
    stages: [
      { title: "1. A patch and a kernel", note: "Four neighbouring outputs see these 16 pixels. Outside of the input they are 0." },
      { title: "2. The patch transformed", note: "Differences and sums of its rows, then of its columns: no multiplication." },
      { title: "3. The kernel transformed", note: "Done once for a network, whatever it looks at." },
      { title: "4. The products", note: "Number by number: the only multiplications." },
      { title: "5. All channels", note: "Sums are taken before going back: one way back for all channels." },
      { title: "6. Back to pixels", note: "Sums and differences again. The same four numbers, by definition, stand beside them." },
    ],
    chosen: (y, x) => `All six stages over all channels, row ${y}, column ${x}:`,
    meeting: { own: "Winograd's output", engine: "What the engine computed", difference: "Difference" },
  },
  ja: {
    none: "このネットワークには、ストライド 1 の 3×3 畳み込みがありません。",
    layer: "畳み込み層", outputChannel: "出力チャネル", inputChannel: "入力チャネル",
    input: (channel, channels) => `入力（${channels} チャネル中の ${channel}）とパッチ`,
    output: (channel, channels) => `出力（${channels} チャネル中の ${channel}）とタイル`,
    hint: "ここのセルを指してください",
    stage: "段階", play: "再生",
    patch: "パッチ d", kernel: "カーネル g", products: "16 個の積",
    sums: (channels) => `m：${channels} チャネルにわたる和`,
    back: (bias) => `Aᵀ·m·A ＋ バイアス ${bias}`,
    direct: (directly, products) => `定義どおり：積は ${products} 個でなく ${directly} 個`,
    stages: [
      { title: "1. パッチとカーネル", note: "隣り合う四つの出力は、この 16 画素を見ます。入力の外側は 0 です。" },
      { title: "2. パッチの変換", note: "行どうしの差と和、続いて列どうしの差と和。掛け算はありません。" },
      { title: "3. カーネルの変換", note: "どんな写真を見るときも同じなので、ネットワークごとに一度だけです。" },
      { title: "4. 積", note: "同じ場所の数どうしを掛けます。掛け算はここだけです。" },
      { title: "5. すべてのチャネル", note: "元に戻す前に足します。戻すのは全チャネルで一度で済みます。" },
      { title: "6. 画素へ戻す", note: "ふたたび和と差だけです。定義どおりに計算した同じ四つの数が隣にあります。" },
    ],
    chosen: (y, x) => `六つの段階をすべてのチャネルについて行った結果（${y} 行 ${x} 列）：`,
    meeting: { own: "Winograd の出力", engine: "エンジンが計算した値", difference: "差" },
  },
};
