import type { Language } from "../../text/language.ts";

interface CamWords {
  readonly chooseClass: string;
  readonly none: string;
  readonly added: string;
  readonly play: string;
  of(count: number, channels: number): string;
  picture(label: string, count: number): string;
  readonly empty: string;
  last(k: number): string;
  several(count: number): string;
  weighed(k: number): string;
  readonly mean: string;
  readonly weight: string;
  readonly soFar: string;
  readonly logit: string;
  share(percent: string): string;
  readonly proof: string;
  readonly mapDiffers: string;
  readonly meanOfMap: string;
  readonly bias: string;
  readonly sum: string;
  readonly residual: string;
  readonly notYet: string;
}

export const words: Record<Language, CamWords> = {
  en: {
    chooseClass: "Class (logit)",
    none: "Between the last features and the logits of this network lies more than pooling and one linear layer: it has no class maps that add up. Choose another network below.",
    added: "Channels added", play: "Play",
    of: (count, channels) => `${count} of ${channels}`,
    picture: (label, count) => `The map of ${label} after ${count} channels`,
    empty: "No channel yet: the map is zero everywhere, and the sum is the bias.",
    last: (k) => `Added last: channel ${k}`,
    several: (count) => `The last step added ${count} channels; this is the strongest of them.`,
    weighed: (k) => `Channel ${k}, weighed`,
    mean: "mean", weight: "weight",
    soFar: "mean of the map so far + bias", logit: "logit",
    share: (percent) => `; so far ${percent} of it`,
    proof: "The proof",
    mapDiffers: "largest difference from the engine's class map",
    meanOfMap: "mean of the engine's map", bias: "bias", sum: "mean + bias", residual: "residual: |mean + bias − logit|",
    notYet: "All channels added, the map is the engine's class map, and its mean and the bias are the logit.",
  },
  ja: {
    chooseClass: "クラス（ロジット）",
    none: "このネットワークでは、最後の特徴とロジットの間にプーリングと線形層一つ以上のものがあり、和がロジットになるクラスマップはありません。下で別のネットワークを選んでください。",
    added: "足したチャネル", play: "再生",
    of: (count, channels) => `${channels} 個のうち ${count} 個`,
    picture: (label, count) => `${count} チャネルまで足した ${label} のマップ`,
    empty: "まだ何も足していません。マップはどこも 0 で、和はバイアスだけです。",
    last: (k) => `最後に足したもの：チャネル ${k}`,
    several: (count) => `この段階では ${count} チャネルをまとめて足しました。そのうち最も強いものを示します。`,
    weighed: (k) => `重みを掛けたチャネル ${k}`,
    mean: "平均", weight: "重み",
    soFar: "ここまでのマップの平均 + バイアス", logit: "ロジット",
    share: (percent) => `（ここまでで ${percent}）`,
    proof: "証明",
    mapDiffers: "エンジンのクラスマップとの最大の差",
    meanOfMap: "エンジンのマップの平均", bias: "バイアス", sum: "平均 + バイアス", residual: "残差：|平均 + バイアス − ロジット|",
    notYet: "すべてのチャネルを足すと、マップはエンジンのクラスマップになり、その平均とバイアスの和がロジットになります。",
  },
};
