import type { Language } from "../../text/language.ts";

interface BatchNormWords {
  readonly none: string;
  readonly layer: string;
  readonly channel: string;
  readonly before: (layer: string) => string;
  readonly behind: string;
  readonly after: (name: string) => string;
  readonly noAfter: string;
  readonly moments: (mean: string, deviation: string, count: number) => string;
  readonly histogram: (title: string, mean: string, deviation: string, low: string, high: string) => string;
  readonly map: (channel: number, channels: number) => string;
  readonly hint: string;
  readonly inSteps: string;
  readonly folded: string;
  readonly convolution: string;
  readonly given: string;
  readonly less: string;
  readonly over: string;
  readonly times: string;
  readonly plus: string;
  readonly scale: string;
  readonly shift: string;
  readonly foldedSum: string;
  readonly foldedBias: string;
  readonly notFolded: string;
  readonly kernels: (channel: number) => string;
  readonly kernel: string;
  readonly foldedKernel: string;
  readonly meeting: { readonly own: string; readonly engine: string; readonly difference: string };
}

export const words: Record<Language, BatchNormWords> = {
  en: {
    none: "This network has no batch-norm of its own. Exporters often fold them into the convolutions before they write an ONNX file, as is done below; some networks, such as ConvNeXt, never had any.",
    layer: "Batch-norm", channel: "Channel",
    before: (layer) => `Before: ${layer}`, behind: "Behind the batch-norm", after: (name) => `Behind ${name}`,
    noAfter: "No function of its own follows here: the sum with the shortcut comes first.",
    moments: (mean, deviation, count) => `mean ${mean}, deviation ${deviation}, of ${count} numbers`,
    histogram: (title, mean, deviation, low, high) => `${title}: mean ${mean}, standard deviation ${deviation}, from ${low} to ${high}`,
    map: (channel, channels) => `Behind the batch-norm, channel ${channel} of ${channels}`, hint: "Point at a cell here",
    inSteps: "In steps", folded: "Folded: one convolution",
    convolution: "convolution x", given: "what it is given, x", less: "x − μ", over: "/ √(σ² + ε)", times: "· γ", plus: "+ β",
    scale: "s = γ / √(σ² + ε)", shift: "t = β − s·μ", foldedSum: "Σ (s·w)·in", foldedBias: "+ (s·b + t)",
    notFolded: "It stands behind no convolution: there is nothing to fold it into. It is computed as s·x + t.",
    kernels: (channel) => `The kernel of the strongest input channel, ${channel}`, kernel: "w", foldedKernel: "s·w",
    meeting: { own: "Folded", engine: "What the engine computed, in steps", difference: "Difference" },
  },
  ja: {
    none: "このネットワークにはバッチ正規化の層がありません。ONNX への書き出しでは、この章のように畳み込みへ折り込んでしまうことがよくあります。ConvNeXt のように、はじめから持たないものもあります。",
    layer: "バッチ正規化", channel: "チャネル",
    before: (layer) => `前：${layer}`, behind: "バッチ正規化の後", after: (name) => `${name} の後`,
    noAfter: "ここではすぐ後ろに関数がなく、先にショートカットとの和をとります。",
    moments: (mean, deviation, count) => `平均 ${mean}、標準偏差 ${deviation}（${count} 個の数）`,
    histogram: (title, mean, deviation, low, high) => `${title}：平均 ${mean}、標準偏差 ${deviation}、${low} から ${high} まで`,
    map: (channel, channels) => `バッチ正規化の後（${channels} チャネル中の ${channel}）`, hint: "ここのセルを指してください",
    inSteps: "一段ずつ", folded: "折り込み後：畳み込み一つ",
    convolution: "畳み込み x", given: "受け取る数 x", less: "x − μ", over: "÷ √(σ² + ε)", times: "× γ", plus: "＋ β",
    scale: "s = γ / √(σ² + ε)", shift: "t = β − s·μ", foldedSum: "Σ (s·w)·in", foldedBias: "＋（s·b + t）",
    notFolded: "前に畳み込みがないので、折り込む先がありません。s·x + t として計算されます。",
    kernels: (channel) => `いちばん強い入力チャネル ${channel} のカーネル`, kernel: "w", foldedKernel: "s·w",
    meeting: { own: "折り込み後", engine: "エンジンが一段ずつ計算した値", difference: "差" },
  },
};
