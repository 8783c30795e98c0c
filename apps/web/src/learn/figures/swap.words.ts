import type { Language } from "../../text/language.ts";
import type { Between } from "../arithmetic/class_sum.ts";

interface SwapWords {
  readonly chooseClass: string;
  readonly none: string;
  table(channels: number, cells: number): string;
  rowMeans: string;
  columnSums: string;
  channel(k: number): string;
  others(count: number): string;
  cell(y: number, x: number): string;
  readonly feature: string;
  readonly weight: string;
  rowSays(name: string, cells: number): string;
  columnSays(cell: string, channels: number): string;
  readonly poolFirst: string;
  readonly weighFirst: string;
  poolSays(channels: number): string;
  weighSays(cells: number): string;
  readonly bias: string;
  readonly mean: string;
  readonly engineLogit: string;
  readonly engineMap: string;
  readonly between: string;
  readonly choices: Readonly<Record<Between, string>>;
  readonly formulas: Readonly<Record<Between, readonly [pooledFirst: string, weighedFirst: string]>>;
  meet(difference: string): string;
  part(difference: string): string;
  map(label: string): string;
}

export const words: Record<Language, SwapWords> = {
  en: {
    chooseClass: "Class (logit)",
    none: "In this network a function that bends lies between pooling and the logits, or there is no pooling to one cell: the two roads do not meet, and it has no class maps. Choose another network below.",
    table: (channels, cells) => `Weight × feature: a row a channel (${channels} in all), a column a cell (${cells})`,
    rowMeans: "mean of each row", columnSums: "sum of each column: the map",
    channel: (k) => `channel ${k}`,
    others: (count) => `the other ${count}`,
    cell: (y, x) => `cell in row ${y}, column ${x}`,
    feature: "feature", weight: "weight",
    rowSays: (name, cells) => `Its row, averaged over ${cells} cells: what ${name} gives to the logit`,
    columnSays: (cell, channels) => `Its column, added over ${channels} channels: the map in the ${cell}`,
    poolFirst: "Pool, then weigh", weighFirst: "Weigh, then average",
    poolSays: (channels) => `the means of ${channels} rows, added`,
    weighSays: (cells) => `the sums of ${cells} columns, averaged`,
    bias: "bias", mean: "mean",
    engineLogit: "the engine's logit:", engineMap: "the engine's map, its mean and the bias:",
    between: "What lies between the weights and the mean",
    choices: { nothing: "nothing", relu: "a ReLU", square: "a square", maximum: "the maximum in place of the mean" },
    formulas: {
      nothing: ["Σ w · mean(A)", "mean(Σ w · A)"], relu: ["max(0, Σ w · mean(A))", "mean(max(0, Σ w · A))"],
      square: ["(Σ w · mean(A))²", "mean((Σ w · A)²)"], maximum: ["Σ w · max(A)", "max(Σ w · A)"],
    },
    meet: (difference) => `The same number: the engine's two differ by ${difference}, the rounding of float32.`,
    part: (difference) => `Not the same: they differ by ${difference}. With this between, no map would add up to the logit.`,
    map: (label) => `The map of ${label}: the sums of the columns`,
  },
  ja: {
    chooseClass: "クラス（ロジット）",
    none: "このネットワークでは、プーリングとロジットの間に曲がった関数があるか、一つのセルにまとめるプーリングがありません。二つの道は出会わず、クラスマップもありません。下で別のネットワークを選んでください。",
    table: (channels, cells) => `重み × 特徴：行はチャネル（全 ${channels} 個）、列はセル（${cells} 個）`,
    rowMeans: "行の平均", columnSums: "列の和：マップ",
    channel: (k) => `チャネル ${k}`,
    others: (count) => `ほか ${count} 個`,
    cell: (y, x) => `${y} 行 ${x} 列のセル`,
    feature: "特徴", weight: "重み",
    rowSays: (name, cells) => `この行を ${cells} セルで平均したもの：${name} がロジットに与える値`,
    columnSays: (cell, channels) => `この列を ${channels} チャネルで足したもの：${cell}のマップの値`,
    poolFirst: "プーリングしてから重み", weighFirst: "重みを掛けてから平均",
    poolSays: (channels) => `${channels} 行の平均を足す`,
    weighSays: (cells) => `${cells} 列の和を平均する`,
    bias: "バイアス", mean: "平均",
    engineLogit: "エンジンのロジット：", engineMap: "エンジンのマップの平均とバイアス：",
    between: "重みと平均の間に入れるもの",
    choices: { nothing: "なし", relu: "ReLU", square: "二乗", maximum: "平均の代わりに最大値" },
    formulas: {
      nothing: ["Σ w · mean(A)", "mean(Σ w · A)"], relu: ["max(0, Σ w · mean(A))", "mean(max(0, Σ w · A))"],
      square: ["(Σ w · mean(A))²", "mean((Σ w · A)²)"], maximum: ["Σ w · max(A)", "max(Σ w · A)"],
    },
    meet: (difference) => `同じ数です。エンジンの二つの値の差は ${difference} で、float32 の丸めによるものです。`,
    part: (difference) => `同じになりません。差は ${difference} です。これが間にあると、和がロジットになるマップは作れません。`,
    map: (label) => `${label} のマップ：列の和`,
  },
};
