import type { Language } from "../../text/language.ts";

interface PixelWords {
  readonly photo: (width: number, height: number) => string;
  readonly input: (width: number, height: number) => string;
  readonly hint: string;
  readonly colour: string;
  readonly colours: readonly [red: string, green: string, blue: string];
  readonly grey: string;
  readonly at: (y: number, x: number) => string;
  readonly resizing: (colour: string) => string;
  readonly weights: string;
  readonly row: (y: number) => string;
  readonly column: (x: number) => string;
  readonly alongRow: string;
  readonly down: string;
  readonly normalising: string;
  readonly level: string;
  readonly less: string;
  readonly over: string;
  readonly mean: string;
  readonly std: string;
  readonly meeting: { readonly own: string; readonly engine: string; readonly difference: string };
}

export const words: Record<Language, PixelWords> = {
  en: {
    photo: (width, height) => `The photograph, ${width}×${height}`,
    input: (width, height) => `What the network gets, ${width}×${height}`,
    hint: "Point at a pixel here",
    colour: "Colour", colours: ["red", "green", "blue"], grey: "grey",
    at: (y, x) => `Pixel at row ${y}, column ${x}`,
    resizing: (colour) => `1. Resizing: the photograph's pixels below it, their levels of ${colour}`,
    weights: "weights", row: (y) => `row ${y}`, column: (x) => `column ${x}`,
    alongRow: "along the row, rounded", down: "Down the column, with the weights of the rows:",
    normalising: "2. Normalising",
    level: "level / scale", less: "less the mean", over: "over the deviation", mean: "mean", std: "deviation",
    meeting: { own: "This way", engine: "What the engine gave to the network", difference: "Difference" },
  },
  ja: {
    photo: (width, height) => `写真（${width}×${height}）`,
    input: (width, height) => `ネットワークが受け取るもの（${width}×${height}）`,
    hint: "ここの画素を指してください",
    colour: "色", colours: ["赤", "緑", "青"], grey: "灰色",
    at: (y, x) => `${y} 行 ${x} 列の画素`,
    resizing: (colour) => `1. リサイズ：その下にある写真の画素の${colour}の値`,
    weights: "重み", row: (y) => `${y} 行`, column: (x) => `${x} 列`,
    alongRow: "行方向の和、丸めて", down: "列方向に、行の重みで：",
    normalising: "2. 正規化",
    level: "値 ÷ 尺度", less: "平均を引く", over: "標準偏差で割る", mean: "平均", std: "標準偏差",
    meeting: { own: "この計算", engine: "エンジンがネットワークに渡した数", difference: "差" },
  },
};
