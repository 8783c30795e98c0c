// What the two tests of a map say.
import type { Language } from "../../text/language.ts";

export interface TrustWords {
  readonly taken: string;
  readonly ranking: string;
  readonly rankings: Readonly<Record<"grad-cam" | "reverse" | "input-gradient" | "guided-backpropagation" | "chance", string>>;
  readonly away: string;
  readonly play: string;
  readonly judging: string;
  readonly forgotten: string;
  readonly parts: string;
  readonly learnt: string;
  readonly now: string;
  without(share: string): string;
  probability(label: string, share: string): string;
  curves(deletion: string, insertion: string): string;
  areas(deletion: string, insertion: string): string;
  shuffled(parts: string): string;
  alike(correlation: string): string;
}

const english: TrustWords = {
  taken: "Take away what the map marks",
  ranking: "Pixels in the order of",
  rankings: { "grad-cam": "Grad-CAM", reverse: "Grad-CAM, the least relevant first", "input-gradient": "Input gradient", "guided-backpropagation": "Guided backpropagation", chance: "Chance" },
  away: "Taken away",
  play: "Play",
  judging: "The network looks at the changed pictures …",
  forgotten: "Let the network forget",
  parts: "Parts shuffled, from the last",
  learnt: "As it was learnt",
  now: "With shuffled numbers",
  without: (share) => `The picture without ${share} of its pixels, the most relevant first`,
  probability: (label, share) => `${label}: ${share}`,
  curves: (deletion, insertion) => `Probability of the class over the share of pixels: while they go, ${deletion} on average; while they come back, ${insertion}.`,
  areas: (deletion, insertion) => `Deletion (line): ${deletion} on average, less is better. Insertion (dashes): ${insertion}, more is better.`,
  shuffled: (parts) => (parts === "" ? "Nothing is shuffled yet." : `The numbers of ${parts} are in a random order, array by array.`),
  alike: (correlation) => `Rank correlation with the map as it was learnt: ${correlation}`,
};

const japanese: TrustWords = {
  taken: "マップが示すところを取り去る",
  ranking: "画素の順番",
  rankings: { "grad-cam": "Grad-CAM", reverse: "Grad-CAMの逆順（重要でない画素から）", "input-gradient": "入力の勾配", "guided-backpropagation": "Guided backpropagation", chance: "でたらめ" },
  away: "取り去った割合",
  play: "再生",
  judging: "ネットワークが変えた画像を見ています…",
  forgotten: "ネットワークに忘れさせる",
  parts: "並べ替えた部分（後ろから）",
  learnt: "学習したまま",
  now: "並べ替えたあと",
  without: (share) => `重要な画素から順に ${share} を取り去った画像`,
  probability: (label, share) => `${label}：${share}`,
  curves: (deletion, insertion) => `画素の割合に対するクラスの確率。取り去る間の平均は ${deletion}、戻す間の平均は ${insertion}。`,
  areas: (deletion, insertion) => `削除（実線）：平均 ${deletion}、小さいほど良い。挿入（破線）：平均 ${insertion}、大きいほど良い。`,
  shuffled: (parts) => (parts === "" ? "まだ何も並べ替えていません。" : `${parts} の数を、配列ごとにでたらめな順に並べ替えました。`),
  alike: (correlation) => `学習したままのマップとの順位相関：${correlation}`,
};

export const words: Readonly<Record<Language, TrustWords>> = { en: english, ja: japanese };
