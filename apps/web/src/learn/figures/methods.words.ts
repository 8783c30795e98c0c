import type { Language } from "../../text/language.ts";

export interface MethodsWords {
  readonly layer: string;
  readonly classOf: string;
  readonly weights: (shown: number, channels: number) => string;
  readonly weightsNote: string;
  readonly channelWord: string;
  readonly features: (channel: number) => string;
  readonly gradient: string;
  readonly positive: string;
  readonly formula: Readonly<Record<"grad-cam" | "grad-cam++" | "xgrad-cam", string>>;
  readonly maps: string;
  readonly mapsNote: string;
  readonly atLast: (difference: string, cells: number, cam: string) => string;
  readonly before: (difference: string) => string;
  readonly otherHead: (difference: string) => string;
  readonly like: (correlation: string) => string;
  readonly meeting: { readonly own: string; readonly engine: string; readonly difference: string };
}

const en: MethodsWords = {
  layer: "Layer",
  classOf: "Class",
  weights: (shown, channels) => `Weights of the ${shown} channels, of ${channels}, that any method listens to most`,
  weightsNote: "Each method's bars are as long as its own strongest weight says. HiResCAM and Layer-CAM have a weight for each cell: see below.",
  channelWord: "channel",
  features: (channel) => `Features of channel ${channel}`,
  gradient: "Gradient: HiResCAM's weights",
  positive: "Its positive part: Layer-CAM's",
  formula: { "grad-cam": "mean of the gradient", "grad-cam++": "Σ g / (2 + S·g) where g > 0", "xgrad-cam": "Σ g·A / Σ A" },
  maps: "The maps",
  mapsNote: "Orange speaks for the class, blue against it; each map on its own scale. r: correlation with Grad-CAM's.",
  atLast: (difference, cells, cam) => `The last layer: the gradient is the same in all ${cells} cells of a channel. Grad-CAM, HiResCAM and XGrad-CAM are one map; they differ by ${difference} of its strongest cell. ${cam}`,
  before: (difference) => `Before the last layer the gradient differs from cell to cell: HiResCAM and XGrad-CAM differ from Grad-CAM by up to ${difference} of the strongest cell.`,
  otherHead: (difference) => `The last layer, but more lies behind it than pooling and one linear layer, so the methods need not meet: HiResCAM and XGrad-CAM differ from Grad-CAM by up to ${difference} of the strongest cell.`,
  like: (correlation) => `r = ${correlation}`,
  meeting: { own: "reckoned here", engine: "by the engine", difference: "difference" },
};

const ja: MethodsWords = {
  layer: "層",
  classOf: "クラス",
  weights: (shown, channels) => `重みの大きいチャネル（${channels} 個のうち ${shown} 個）`,
  weightsNote: "棒の長さは手法ごとに、その手法で最も大きい重みを基準にしています。HiResCAM と Layer-CAM の重みはセルごとにあります（下の図）。",
  channelWord: "チャネル",
  features: (channel) => `チャネル ${channel} の特徴`,
  gradient: "勾配＝HiResCAM の重み",
  positive: "その正の部分＝Layer-CAM の重み",
  formula: { "grad-cam": "勾配の平均", "grad-cam++": "g > 0 のセルで Σ g / (2 + S·g)", "xgrad-cam": "Σ g·A / Σ A" },
  maps: "マップ",
  mapsNote: "橙はクラスを支持し、青は反対します。色の強さはマップごとの尺度です。r は Grad-CAM のマップとの相関です。",
  atLast: (difference, cells, cam) => `最後の層です。勾配は、チャネルの ${cells} 個のセルのどこでも同じです。Grad-CAM、HiResCAM、XGrad-CAM は同じ一枚のマップで、違いは最も強いセルの ${difference} です。${cam}`,
  before: (difference) => `最後より手前の層では、勾配はセルごとに違います。HiResCAM と XGrad-CAM は、Grad-CAM から最大で最も強いセルの ${difference} だけ離れます。`,
  otherHead: (difference) => `最後の層ですが、うしろにプーリングと一つの線形層以外のものがあるので、手法は一致するとは限りません。HiResCAM と XGrad-CAM は、Grad-CAM から最大で最も強いセルの ${difference} だけ離れます。`,
  like: (correlation) => `r = ${correlation}`,
  meeting: { own: "ここでの計算", engine: "エンジン", difference: "差" },
};

export const words: Record<Language, MethodsWords> = { en, ja };

export const camSentence: Record<Language, (cells: number, difference: string) => string> = {
  en: (cells, difference) => `CAM is ${cells} times that map, to ${difference}.`,
  ja: (cells, difference) => `CAM はその ${cells} 倍です（差は ${difference}）。`,
};
