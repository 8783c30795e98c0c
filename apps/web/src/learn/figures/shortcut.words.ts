import type { Language } from "../../text/language.ts";

interface ShortcutWords {
  readonly none: string;
  readonly block: string;
  readonly channel: string;
  readonly identity: (convolutions: number) => string;
  readonly projected: (convolutions: number) => string;
  readonly shortcut: string;
  readonly projection: string;
  readonly residual: string;
  readonly sum: string;
  readonly after: string;
  readonly hint: string;
  readonly at: (y: number, x: number) => string;
  readonly noRelu: string;
  readonly sizes: string;
  readonly share: (percent: string) => string;
  readonly gradient: (label: string) => string;
  readonly gradientNote: string;
  readonly ofSum: string;
  readonly throughShortcut: string;
  readonly throughConvolutions: string;
  readonly ofInput: string;
  readonly noSplit: string;
  readonly noGradient: string;
  readonly meeting: { readonly own: string; readonly engine: string; readonly difference: string };
}

export const words: Record<Language, ShortcutWords> = {
  en: {
    none: "This network adds nothing to what it was given: it has no shortcuts. (DenseNet, for one, sets its features beside each other instead.)",
    block: "Block", channel: "Channel",
    identity: (convolutions) => `The shortcut is the identity: x as it is. F has ${convolutions} ${convolutions === 1 ? "convolution" : "convolutions"}.`,
    projected: (convolutions) => `The shortcut is a projection P, as the size or the channels change. F has ${convolutions} ${convolutions === 1 ? "convolution" : "convolutions"}.`,
    shortcut: "x, along the shortcut", projection: "P(x), along the shortcut", residual: "F(x), by the convolutions", sum: "their sum", after: "ReLU of the sum",
    hint: "Point at a cell of any of them.", at: (y, x) => `Row ${y}, column ${x}`, noRelu: "No ReLU follows here.",
    sizes: "How large the two roads' numbers are in this block, on average (root of the mean square)",
    share: (percent) => `The block's own part is ${percent} of what came along the shortcut.`,
    gradient: (label) => `Backwards, at this cell: how the logit of “${label}” follows`,
    gradientNote: "The gradient of the sum goes through the shortcut as it is: that is the 1 of 1 + F′.",
    ofSum: "gradient of the sum", throughShortcut: "through the shortcut: the same", throughConvolutions: "through the convolutions", ofInput: "gradient of x, computed by the engine",
    noSplit: "The road back through a projection is a convolution too: the gradient of x is of another size here. Choose a block behind this one.",
    noGradient: "There is no gradient here:",
    meeting: { own: "This sum", engine: "What the engine computed", difference: "Difference" },
  },
  ja: {
    none: "このネットワークは受け取ったものに何も足しません。つまりショートカットがありません（たとえば DenseNet は、足す代わりに特徴を横に並べます）。",
    block: "ブロック", channel: "チャネル",
    identity: (convolutions) => `ショートカットは恒等写像で、x をそのまま通します。F の畳み込みは ${convolutions} 個です。`,
    projected: (convolutions) => `大きさかチャネル数が変わるので、ショートカットは射影 P です。F の畳み込みは ${convolutions} 個です。`,
    shortcut: "x（ショートカット）", projection: "P(x)（ショートカット）", residual: "F(x)（畳み込み）", sum: "その和", after: "和の ReLU",
    hint: "どれでもよいので、セルを指してください。", at: (y, x) => `${y} 行 ${x} 列`, noRelu: "ここでは ReLU が続きません。",
    sizes: "このブロックでの二つの道の数の大きさ（二乗平均の平方根）",
    share: (percent) => `ブロック自身の分は、ショートカットを通ってきたものの ${percent} です。`,
    gradient: (label) => `後ろ向きに、このセルで：「${label}」のロジットの変わり方`,
    gradientNote: "和の勾配は、ショートカットをそのまま通ります。これが 1 + F′ の 1 です。",
    ofSum: "和の勾配", throughShortcut: "ショートカットを通る分（同じ数）", throughConvolutions: "畳み込みを通る分", ofInput: "x の勾配（エンジンの計算）",
    noSplit: "射影を通る帰り道も畳み込みなので、ここでは x の勾配の大きさが違います。次のブロックを選んでみてください。",
    noGradient: "ここには勾配がありません：",
    meeting: { own: "この和", engine: "エンジンが計算した値", difference: "差" },
  },
};
