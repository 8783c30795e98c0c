import type { Language } from "../../text/language.ts";
import type { HeldAgainst } from "../arithmetic/finite_difference.ts";

export interface GradientsWords {
  readonly classOf: string;
  readonly back: string;
  readonly play: string;
  readonly at: (name: string, shape: string) => string;
  readonly way: string;
  readonly logit: string;
  readonly image: string;
  readonly channel: string;
  readonly none: string;
  readonly value: (name: string) => string;
  readonly received: (reader: string) => string;
  readonly gates: (shut: number, all: number) => string;
  readonly gradient: (name: string) => string;
  readonly pooled: (name: string) => string;
  readonly hint: string;
  readonly here: (value: string) => string;
  readonly comesBack: string;
  readonly through: (reader: string, op: string) => string;
  readonly copied: (received: string) => string;
  readonly open: (input: string, received: string) => string;
  readonly shut: (input: string, received: string) => string;
  readonly scaled: (scale: string, received: string, value: string) => string;
  readonly shared: (received: string, cells: number, value: string) => string;
  readonly weighed: (outputs: number, products: string, value: string) => string;
  readonly row: (weight: string) => string;
  readonly product: (y: number, x: number, channel: number, weight: string, gradient: string) => string;
  readonly unknown: (op: string) => string;
  readonly roads: (parts: string) => string;
  readonly meeting: { readonly own: string; readonly engine: string; readonly difference: string };
  readonly tryIt: string;
  readonly change: string;
  readonly tried: Readonly<Record<"below" | "at" | "above", string>>;
  readonly quotient: string;
  readonly relative: string;
  readonly gradientAlone: string;
  readonly verdict: Readonly<Record<HeldAgainst["verdict"], (left: string, right: string, rounding: string) => string>>;
}

const en: GradientsWords = {
  classOf: "Logit of",
  back: "Steps back",
  play: "Walk",
  at: (name, shape) => `${name} ${shape}`,
  way: "The way back",
  logit: "logit",
  image: "the image",
  channel: "Channel",
  none: "This network has no way back from its logits that could be walked.",
  value: (name) => `What ${name} holds`,
  received: (reader) => `Arriving at ${reader}`,
  gates: (shut, all) => `Gates: ${shut} of ${all} shut (dark)`,
  gradient: (name) => `Gradient of ${name}`,
  pooled: (name) => `Gradient of ${name}: strongest channels`,
  hint: "Point at a cell, or press the arrow keys.",
  here: (value) => `The number here: ${value}.`,
  comesBack: "How the gradient came back to this number",
  through: (reader, op) => `Through ${reader} (${op}): `,
  copied: (received) => `the number goes on as it is, so ${received} comes back as it is.`,
  open: (input, received) => `its gate is open, as ${input} is above 0; ${received} passes.`,
  shut: (input, received) => `its gate is shut, as ${input} is not above 0; of ${received} nothing passes.`,
  scaled: (scale, received, value) => `it multiplies this channel by ${scale}; ${scale} × ${received} = ${value}.`,
  shared: (received, cells, value) => `a mean of ${cells} cells; ${received} / ${cells} = ${value}.`,
  weighed: (outputs, products, value) => `${outputs} of its positions read this number, each in every channel. Weight × gradient, added up, is ${value}; the strongest: ${products}.`,
  row: (weight) => `the class's weight for this channel, ${weight}.`,
  product: (y, x, channel, weight, gradient) => `(${y}, ${x}), channel ${channel}: ${weight} × ${gradient}`,
  unknown: (op) => `the rule of ${op} is not reckoned here; the engine's number stands alone.`,
  roads: (parts) => `Both roads together: ${parts}.`,
  meeting: { own: "reckoned here", engine: "gradient by the engine", difference: "difference" },
  tryIt: "What the logit really does",
  change: "Change this one number by ± h, h =",
  tried: { below: "logit at x − h", at: "at x", above: "at x + h" },
  quotient: "(f(x + h) − f(x − h)) / 2h",
  relative: "relative difference",
  gradientAlone: "gradient",
  verdict: {
    agrees: () => "They agree: between x − h and x + h the network is a straight line.",
    rounding: (_left, _right, rounding) => `Too small a step: rounding alone may move the quotient by ± ${rounding}, and the gradient is hardly larger.`,
    bend: (left, right) => `A gate turns on the way: the slope is ${left} on the side of x − h and ${right} on that of x + h. The line has a bend, and the quotient is a mean of both. Take a smaller h.`,
    differs: (left, right) => `They differ, though the slopes on both sides (${left}, ${right}) do not: several gates may turn that cancel each other. Take a smaller h.`,
  },
};

const ja: GradientsWords = {
  classOf: "どのロジットか",
  back: "うしろへ",
  play: "たどる",
  at: (name, shape) => `${name} ${shape}`,
  way: "帰り道",
  logit: "ロジット",
  image: "画像",
  channel: "チャネル",
  none: "このネットワークには、ロジットからたどれる帰り道がありません。",
  value: (name) => `${name} の値`,
  received: (reader) => `${reader} に届いた勾配`,
  gates: (shut, all) => `門：${all} 個のうち ${shut} 個が閉（暗い所）`,
  gradient: (name) => `${name} の勾配`,
  pooled: (name) => `${name} の勾配（強いチャネル）`,
  hint: "セルを指すか、矢印キーを押してください。",
  here: (value) => `ここの値：${value}。`,
  comesBack: "勾配がこの数に戻ってくるまで",
  through: (reader, op) => `${reader}（${op}）：`,
  copied: (received) => `数はそのまま先へ進むので、${received} がそのまま戻ります。`,
  open: (input, received) => `${input} は 0 より大きいので門は開いていて、${received} が通ります。`,
  shut: (input, received) => `${input} は 0 より大きくないので門は閉じていて、${received} は通りません。`,
  scaled: (scale, received, value) => `このチャネルを ${scale} 倍します。${scale} × ${received} = ${value}。`,
  shared: (received, cells, value) => `${cells} 個のセルの平均です。${received} / ${cells} = ${value}。`,
  weighed: (outputs, products, value) => `${outputs} か所がこの数を、すべてのチャネルで読んでいます。重み × 勾配の和は ${value}。大きいもの：${products}。`,
  row: (weight) => `このチャネルに対するクラスの重み ${weight} です。`,
  product: (y, x, channel, weight, gradient) => `(${y}, ${x}) チャネル ${channel}：${weight} × ${gradient}`,
  unknown: (op) => `${op} の規則はここでは計算していません。エンジンの値だけを示します。`,
  roads: (parts) => `二つの道を合わせて：${parts}。`,
  meeting: { own: "ここでの計算", engine: "エンジンの勾配", difference: "差" },
  tryIt: "ロジットは実際にどう動くか",
  change: "この数だけを ± h 変える。h =",
  tried: { below: "x − h でのロジット", at: "x で", above: "x + h で" },
  quotient: "(f(x + h) − f(x − h)) / 2h",
  relative: "相対的な差",
  gradientAlone: "勾配",
  verdict: {
    agrees: () => "一致しています。x − h から x + h まで、ネットワークは直線です。",
    rounding: (_left, _right, rounding) => `h が小さすぎます。丸めだけで商が ± ${rounding} 動きうるのに、勾配はそれとほとんど変わらない大きさです。`,
    bend: (left, right) => `途中で門が切り替わりました。傾きは x − h の側で ${left}、x + h の側で ${right} です。直線が折れていて、商は両方の平均です。h を小さくしてください。`,
    differs: (left, right) => `両側の傾き（${left}、${right}）は同じですが、勾配とは違います。いくつかの門が打ち消し合うように切り替わったのでしょう。h を小さくしてください。`,
  },
};

export const words: Record<Language, GradientsWords> = { en, ja };
