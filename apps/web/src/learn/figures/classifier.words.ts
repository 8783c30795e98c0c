import type { Language } from "../../text/language.ts";

interface ClassifierWords {
  readonly chooseClass: string;
  readonly none: string;
  readonly contributions: string;
  readonly product: string;
  readonly soFar: string;
  readonly bias: string;
  channel(k: number): string;
  others(count: number): string;
  readonly fewer: string;
  readonly more: string;
  sum(channels: number, cells: number): string;
  readonly engine: string;
  readonly difference: string;
  readonly chosenChannel: string;
  map(k: number): string;
  readonly mean: string;
  readonly weight: string;
  readonly softmax: string;
  readonly className: string;
  readonly logit: string;
  readonly power: string;
  readonly probability: string;
  rest(count: number): string;
  readonly total: string;
  readonly sigmoid: string;
}

export const words: Record<Language, ClassifierWords> = {
  en: {
    chooseClass: "Class (logit)",
    none: "Between the last features and the logits of this network lies more than pooling and one linear layer: a logit is no sum over channels. Choose another network below.",
    contributions: "Weight × mean, the strongest channels first: each bar begins where the one before ended",
    product: "product", soFar: "sum so far",
    bias: "bias",
    channel: (k) => `channel ${k}`,
    others: (count) => `the other ${count}`,
    fewer: "Fewer", more: "More channels",
    sum: (channels, cells) => `Sum of ${channels} products and the bias; each mean is of ${cells} cells`,
    engine: "logit, by the engine", difference: "difference",
    chosenChannel: "The chosen channel",
    map: (k) => `Feature map of channel ${k}`,
    mean: "mean", weight: "weight",
    softmax: "The softmax",
    className: "class", logit: "logit", power: "e^(logit − largest)", probability: "probability",
    rest: (count) => `the other ${count}`,
    total: "sum",
    sigmoid: "This network has one logit: its probability is the sigmoid, 1/(1 + e^−logit).",
  },
  ja: {
    chooseClass: "クラス（ロジット）",
    none: "このネットワークでは、最後の特徴とロジットの間にプーリングと線形層一つ以上のものがあり、ロジットはチャネルの和になりません。下で別のネットワークを選んでください。",
    contributions: "重み × 平均。強いチャネルから順に並べ、棒は前の棒の終わりから始まります",
    product: "積", soFar: "ここまでの和",
    bias: "バイアス",
    channel: (k) => `チャネル ${k}`,
    others: (count) => `ほか ${count} 個`,
    fewer: "減らす", more: "チャネルを増やす",
    sum: (channels, cells) => `${channels} 個の積とバイアスの和（平均はそれぞれ ${cells} セル）`,
    engine: "エンジンのロジット", difference: "差",
    chosenChannel: "選んだチャネル",
    map: (k) => `チャネル ${k} の特徴マップ`,
    mean: "平均", weight: "重み",
    softmax: "ソフトマックス",
    className: "クラス", logit: "ロジット", power: "e^(ロジット − 最大)", probability: "確率",
    rest: (count) => `ほか ${count} 個`,
    total: "合計",
    sigmoid: "このネットワークのロジットは一つなので、確率はシグモイド 1/(1 + e^−ロジット) です。",
  },
};
