import type { ViewName } from "@camlucida/cam";
import type { Language } from "../../text/language.ts";

interface EnlargeWords {
  readonly chooseClass: string;
  readonly view: string;
  readonly views: Readonly<Record<ViewName, string>>;
  readonly asking: string;
  picture(label: string): string;
  pixel(x: number, y: number): string;
  of(width: number, height: number): string;
  readonly column: string;
  readonly row: string;
  readonly unseen: string;
  readonly fourCells: string;
  readonly cell: string;
  readonly weight: string;
  readonly value: string;
  readonly product: string;
  readonly sum: string;
  readonly scaled: string;
  readonly level: string;
  readonly tones: string;
  black(rgb: string): string;
  white(rgb: string): string;
  lightness(level: number): string;
  readonly photograph: string;
  readonly colour: string;
}

export const words: Record<Language, EnlargeWords> = {
  en: {
    chooseClass: "Class (logit)",
    view: "View",
    views: { signed: "signed", positive: "positive alone", minmax: "from lowest to highest" },
    asking: "The map is on its way…",
    picture: (label) => `The map of ${label} over the photograph`,
    pixel: (x, y) => `Pixel (${x}, ${y})`,
    of: (width, height) => `of ${width}×${height}, on the map at`,
    column: "column", row: "row",
    unseen: "The network did not see this pixel: it lies outside of the part that became its input, and is darkened.",
    fourCells: "The four cells around it",
    cell: "cell (column, row)", weight: "weight", value: "value", product: "product", sum: "sum",
    scaled: "Scaled by the view", level: "Level",
    tones: "Tones of this level",
    black: (rgb) => `black becomes ${rgb}`, white: (rgb) => `white becomes ${rgb}`,
    lightness: (level) => `the photograph's lightness is ${level} of 255`,
    photograph: "photograph", colour: "colour",
  },
  ja: {
    chooseClass: "クラス（ロジット）",
    view: "表示",
    views: { signed: "符号付き", positive: "正のみ", minmax: "最小から最大" },
    asking: "マップを計算しています…",
    picture: (label) => `写真に重ねた ${label} のマップ`,
    pixel: (x, y) => `画素 (${x}, ${y})`,
    of: (width, height) => `（${width}×${height} のうち）のマップ上の位置`,
    column: "列", row: "行",
    unseen: "ネットワークはこの画素を見ていません。入力になった部分の外にあるので、暗く描かれます。",
    fourCells: "周りの四つのセル",
    cell: "セル（列、行）", weight: "重み", value: "値", product: "積", sum: "和",
    scaled: "表示による尺度", level: "レベル",
    tones: "このレベルの色調",
    black: (rgb) => `黒は ${rgb}`, white: (rgb) => `白は ${rgb}`,
    lightness: (level) => `写真の明るさは 255 のうち ${level}`,
    photograph: "写真", colour: "色",
  },
};
