import type { Language } from "../../text/language.ts";

interface ConvolutionWords {
  readonly none: string;
  readonly layer: string;
  readonly channel: string;
  readonly facts: (kernel: string, stride: string, padding: number, weights: string) => string;
  readonly inGroups: (groups: number, each: number) => string;
  readonly field: (height: number, width: number, of: string) => string;
  readonly wholeField: string;
  readonly input: (channel: number, channels: number) => string;
  readonly output: (channel: number, channels: number) => string;
  readonly hint: string;
  readonly along: string;
  readonly place: (y: number, x: number) => string;
  readonly play: string;
  readonly window: string;
  readonly kernel: string;
  readonly products: string;
  readonly sum: string;
  readonly outside: string;
  readonly channelsTitle: (channels: number) => string;
  readonly oneChannel: string;
  readonly inputChannel: (channel: number) => string;
  readonly others: (count: number) => string;
  readonly showAll: (count: number) => string;
  readonly showStrongest: string;
  readonly total: string;
  readonly channelsSum: (channels: number) => string;
  readonly bias: string;
  readonly meeting: { readonly own: string; readonly engine: string; readonly difference: string };
  readonly size: {
    readonly title: string; readonly note: string; readonly kernel: string; readonly stride: string; readonly padding: string;
    readonly input: (side: number, padded: number) => string; readonly output: (side: number) => string; readonly none: string; readonly formula: string;
  };
}

export const words: Record<Language, ConvolutionWords> = {
  en: {
    none: "This network has no convolution.",
    layer: "Convolution", channel: "Output channel",
    facts: (kernel, stride, padding, weights) => `Kernels of ${kernel}, stride ${stride}, padding ${padding}: ${weights} weights.`,
    inGroups: (groups, each) => `In ${groups} groups: an output channel sees ${each} of the input's.`,
    field: (height, width, of) => `Through the layers before it, each of its numbers has seen ${height}×${width} of the ${of} pixels: its receptive field.`,
    wholeField: "Through the layers before it, each of its numbers has seen the whole picture.",
    input: (channel, channels) => `Input, channel ${channel} of ${channels}`,
    output: (channel, channels) => `Output, channel ${channel} of ${channels}`,
    hint: "Point at a cell here",
    along: "Along the row", place: (y, x) => `row ${y}, column ${x}`, play: "Play",
    window: "Window of the input", kernel: "Kernel", products: "Products", sum: "Their sum",
    outside: "Crossed out: outside of the input, where all is 0.",
    channelsTitle: (channels) => `The same for each of ${channels} input channels: their sums`,
    oneChannel: "This output channel sees one input channel only.",
    inputChannel: (channel) => `channel ${channel}`,
    others: (count) => `the other ${count}`,
    showAll: (count) => `Show all ${count}`, showStrongest: "Show the strongest",
    total: "All together", channelsSum: (channels) => `sum of ${channels === 1 ? "the channel" : `${channels} channels`}`, bias: "bias",
    meeting: { own: "This sum", engine: "What the engine computed", difference: "Difference" },
    size: {
      title: "Stride, padding and the output's size", note: "Here every weight is 1: an output is the sum of what lies under the kernel. Point at one.",
      kernel: "Kernel", stride: "Stride", padding: "Padding",
      input: (side, padded) => (side === padded ? `Input ${side}×${side}` : `Input ${side}×${side}, with padding ${padded}×${padded}`),
      output: (side) => `Output ${side}×${side}`, none: "The kernel is larger than the padded input: there is no output.",
      formula: "⌊(input + 2 · padding − kernel) / stride⌋ + 1",
    },
  },
  ja: {
    none: "このネットワークには畳み込みがありません。",
    layer: "畳み込み層", channel: "出力チャネル",
    facts: (kernel, stride, padding, weights) => `カーネル ${kernel}、ストライド ${stride}、パディング ${padding}。重みは ${weights} 個です。`,
    inGroups: (groups, each) => `${groups} グループに分かれ、出力の 1 チャネルは入力の ${each} チャネルを見ます。`,
    field: (height, width, of) => `前の層も通して、この層の一つ一つの数は ${of} 画素のうち ${height}×${width} を見ています。これが受容野です。`,
    wholeField: "前の層も通して、この層の一つ一つの数は写真全体を見ています。",
    input: (channel, channels) => `入力（${channels} チャネル中の ${channel}）`,
    output: (channel, channels) => `出力（${channels} チャネル中の ${channel}）`,
    hint: "ここのセルを指してください",
    along: "行に沿って", place: (y, x) => `${y} 行 ${x} 列`, play: "再生",
    window: "入力の窓", kernel: "カーネル", products: "積", sum: "その和",
    outside: "取り消し線：入力の外側。値は 0 です。",
    channelsTitle: (channels) => `${channels} 個の入力チャネルのそれぞれで同じことを行った和`,
    oneChannel: "この出力チャネルが見る入力チャネルは一つだけです。",
    inputChannel: (channel) => `チャネル ${channel}`,
    others: (count) => `残り ${count} 個`,
    showAll: (count) => `${count} 個すべてを表示`, showStrongest: "強いものだけを表示",
    total: "すべて合わせて", channelsSum: (channels) => `${channels} チャネルの和`, bias: "バイアス",
    meeting: { own: "この和", engine: "エンジンが計算した値", difference: "差" },
    size: {
      title: "ストライド、パディングと出力の大きさ", note: "ここでは重みがすべて 1 です。出力は、カーネルの下にある数の和になります。一つ指してみてください。",
      kernel: "カーネル", stride: "ストライド", padding: "パディング",
      input: (side, padded) => (side === padded ? `入力 ${side}×${side}` : `入力 ${side}×${side}（パディングを入れて ${padded}×${padded}）`),
      output: (side) => `出力 ${side}×${side}`, none: "パディングを入れた入力よりカーネルのほうが大きいので、出力はありません。",
      formula: "⌊（入力 ＋ 2・パディング − カーネル）／ストライド⌋ ＋ 1",
    },
  },
};
