import type { Language } from "../../text/language.ts";
import type { OnnxNodeReading } from "../../engine/onnx_reading.ts";

export interface AnyNetworkWords {
  readonly file: string;
  readonly examples: Readonly<Record<"mobile" | "flat" | "next", string>>;
  readonly own: (name: string) => string;
  readonly bring: string;
  readonly facts: (producer: string, opset: number, image: string) => string;
  readonly counts: (nodes: number, steps: number, kernels: number) => string;
  readonly known: (count: number, kinds: string) => string;
  readonly skipped: (operators: string) => string;
  readonly nodes: string;
  readonly steps: string;
  readonly kernel: (number: number) => string;
  readonly list: string;
  readonly hint: string;
  readonly became: Readonly<Record<OnnxNodeReading["became"], string>>;
  readonly noSteps: Readonly<Record<"placed" | "unused", string>>;
  readonly joined: (count: number, nodes: string, step: string) => string;
  readonly alone: (node: string, steps: string) => string;
  readonly weights: string;
  readonly inOnnx: string;
  readonly here: string;
  readonly axes: (which: string) => string;
  readonly runsAlone: (kernel: number) => string;
  readonly runsWith: (kernel: number, kinds: string) => string;
}

const en: AnyNetworkWords = {
  file: "File",
  examples: { mobile: "as MobileNet is built", flat: "as VGG ends: Flatten and Gemm", next: "as ConvNeXt is built: GELU, layer norm" },
  own: (name) => `${name} (yours)`,
  bring: "An .onnx file of yours …",
  facts: (producer, opset, image) => `Written by ${producer}, operators of opset ${opset}, image ${image}.`,
  counts: (nodes, steps, kernels) => `${nodes} nodes became ${steps} steps, which run as ${kernels}.`,
  known: (count, kinds) => `${count} nodes depend on no image and were computed while the file was read: ${kinds}.`,
  skipped: (operators) => `Behind the logits and left out: ${operators}.`,
  nodes: "Nodes of the file",
  steps: "Steps of the engine",
  kernel: (number) => `runs in ${number}`,
  list: "Nodes and the steps that they became",
  hint: "Point at a line, or press the arrow keys.",
  became: { steps: "computed", placed: "no step: only the places of its axes change", known: "known beforehand", unused: "no step: what reads it looks at what lies before it" },
  noSteps: { placed: "no step: a note", unused: "no step: left out" },
  joined: (count, nodes, step) => `${count} nodes, ${nodes}, were recognised as one function: ${step}.`,
  alone: (node, steps) => `${node} became ${steps}.`,
  weights: "Weights",
  inOnnx: "In ONNX",
  here: "In the engine",
  axes: (which) => `ONNX's axes, of these: ${which}`,
  runsAlone: (kernel) => `It runs by itself, as step ${kernel} of those that are left.`,
  runsWith: (kernel, kinds) => `It runs in one step with others, the ${kernel}${kernel % 10 === 1 && kernel !== 11 ? "st" : kernel % 10 === 2 && kernel !== 12 ? "nd" : kernel % 10 === 3 && kernel !== 13 ? "rd" : "th"} of those that are left: ${kinds}.`,
};

const ja: AnyNetworkWords = {
  file: "ファイル",
  examples: { mobile: "MobileNet の構造", flat: "VGG の終わり：Flatten と Gemm", next: "ConvNeXt の構造：GELU、レイヤー正規化" },
  own: (name) => `${name}（手元のファイル）`,
  bring: "手元の .onnx ファイル…",
  facts: (producer, opset, image) => `${producer} が書き出したファイル。演算子は opset ${opset}、画像は ${image}。`,
  counts: (nodes, steps, kernels) => `ノード ${nodes} 個がステップ ${steps} 個になり、${kernels} 個にまとまって動きます。`,
  known: (count, kinds) => `${count} 個のノードは画像によらないので、ファイルを読むときに計算済みです：${kinds}。`,
  skipped: (operators) => `ロジットのうしろにあり、省いたもの：${operators}。`,
  nodes: "ファイルのノード",
  steps: "エンジンのステップ",
  kernel: (number) => `${number} 番で実行`,
  list: "ノードと、それが変わったステップ",
  hint: "行を指すか、矢印キーを押してください。",
  became: { steps: "計算される", placed: "ステップなし（軸の場所が変わるだけ）", known: "前もって分かっている", unused: "ステップなし（読む側がその手前を見るため）" },
  noSteps: { placed: "ステップなし：覚え書きだけ", unused: "ステップなし：使われない" },
  joined: (count, nodes, step) => `${count} 個のノード（${nodes}）が一つの関数と認識されました：${step}。`,
  alone: (node, steps) => `${node} → ${steps}。`,
  weights: "重み",
  inOnnx: "ONNX では",
  here: "エンジンでは",
  axes: (which) => `ONNX の各軸をここの軸で表すと：${which}`,
  runsAlone: (kernel) => `単独で動きます（まとめたあとの ${kernel} 番目のステップ）。`,
  runsWith: (kernel, kinds) => `ほかのステップと一緒に、まとめたあとの ${kernel} 番目として動きます：${kinds}。`,
};

export const words: Record<Language, AnyNetworkWords> = { en, ja };
