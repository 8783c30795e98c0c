// What the shader editor says.
import type { Language } from "../../text/language.ts";
import type { Edit } from "./gpu/edits.ts";

export interface GpuWords {
  readonly layer: string;
  readonly rung: string;
  readonly hint: string;
  readonly readOnly: string;
  readonly run: string;
  readonly running: string;
  readonly reset: string;
  readonly edits: Readonly<Record<Edit["name"], string>>;
  readonly times: string;
  readonly time: string;
  readonly rate: string;
  readonly difference: string;
  readonly own: string;
  readonly yours: string;
  readonly before: string;
  readonly now: string;
  readonly noMap: string;
  readonly noGpu: string;
  readonly useGpu: string;
  readonly measuring: string;
  rungNamed(number: number, name: string): string;
  editor(layer: string): string;
  place(line: number, column: number): string;
  largest(value: string): string;
  sees(classes: string): string;
  mapOf(label: string, title: string): string;
  scale(label: string, most: string): string;
  cpuTime(time: string): string;
  failed(code: string): string;
}

const english: GpuWords = {
  layer: "Layer",
  rung: "Begin with",
  hint: "Tab leaves the editor. Ctrl+Enter runs the shader.",
  readOnly: "The shader that a GPU would run, to be read.",
  run: "Run it",
  running: "Running …",
  reset: "Reset",
  edits: { pass: "Try: let everything pass", mistake: "Try: a mistake" },
  times: "Times and differences",
  time: "Time",
  rate: "Rate",
  difference: "Largest difference from the reference",
  own: "The layer's own shader",
  yours: "Your shader",
  before: "As it was.",
  now: "With your shader.",
  noMap: "This network has no class maps to show: more than pooling and one linear layer follows its last layer.",
  noGpu: "WGSL is for GPUs, and the network is on the CPU now, where the same steps are WebAssembly.",
  useGpu: "Compute on the GPU",
  measuring: "Measuring the layer in WebAssembly …",
  rungNamed: (number, name) => `Rung ${number} of the ladder: ${name}`,
  editor: (layer) => `The shader of ${layer}`,
  place: (line, column) => `Line ${line}, column ${column}`,
  largest: (value) => `The reference is the same layer in plain TypeScript, summed in float64; its largest value is ${value}. Differences of some millionths of that are float32's rounding.`,
  sees: (classes) => `The network sees: ${classes}.`,
  mapOf: (label, title) => `Class map of ${label}. ${title}`,
  scale: (label, most) => `Class maps of ${label} on one scale: orange speaks for it, blue against it, up to ±${most} logits.`,
  cpuTime: (time) => `This layer takes ${time} ms in WebAssembly.`,
  failed: (code) => ({
    "shader-endless": "A loop of this shader does not end: after 32,768 turns it was still going on, so it was not run. Does the condition of each loop become false?",
    "shader-hangs": "The shader did not end within 15 seconds, and the GPU was given up. The network goes on, on the CPU. Mend the shader, then reload the page for the GPU.",
    "shader-lost-device": "The GPU was lost while the shader ran. It has been opened again, and the network goes on. Mend the shader before you run it again.",
  }[code] ?? `The shader could not be run (${code}).`),
};

const japanese: GpuWords = {
  layer: "層",
  rung: "はじめのシェーダー",
  hint: "Tabキーでエディターを離れます。Ctrl+Enterでシェーダーを実行します。",
  readOnly: "GPUなら実行されるシェーダーです（読むだけ）。",
  run: "実行する",
  running: "実行中…",
  reset: "元に戻す",
  edits: { pass: "試す：すべて通す", mistake: "試す：間違いを入れる" },
  times: "時間と差",
  time: "時間",
  rate: "速さ",
  difference: "参照実装との最大の差",
  own: "層のもとのシェーダー",
  yours: "あなたのシェーダー",
  before: "もとのまま。",
  now: "あなたのシェーダーで。",
  noMap: "このネットワークにはクラスマップがありません。最後の層のあとに、プーリングと一つの全結合層より多くのものが続くためです。",
  noGpu: "WGSLはGPU用の言語です。いまネットワークはCPUで動いていて、同じ計算をWebAssemblyが行っています。",
  useGpu: "GPUで計算する",
  measuring: "WebAssemblyでこの層の時間を測っています…",
  rungNamed: (number, name) => `はしごの${number}段目：${name}`,
  editor: (layer) => `${layer} のシェーダー`,
  place: (line, column) => `${line}行 ${column}文字目`,
  largest: (value) => `参照実装は、同じ層を素朴なTypeScriptで書き、float64で足したものです。その最大値は ${value} です。その百万分の数程度の差は、float32の丸めによるものです。`,
  sees: (classes) => `ネットワークの答え：${classes}`,
  mapOf: (label, title) => `${label} のクラスマップ。${title}`,
  scale: (label, most) => `${label} のクラスマップを同じ目盛りで示しています。橙はそのクラスの証拠、青は反対の証拠で、最大 ±${most} ロジットです。`,
  cpuTime: (time) => `この層は、WebAssemblyで ${time} ミリ秒かかります。`,
  failed: (code) => ({
    "shader-endless": "このシェーダーには終わらないループがあります。32,768回まわっても終わらなかったので、実行しませんでした。どのループの条件も、いつか偽になりますか。",
    "shader-hangs": "シェーダーが15秒たっても終わらなかったので、GPUの使用をやめました。ネットワークはCPUで動き続けています。シェーダーを直し、GPUを使うにはページを読み込み直してください。",
    "shader-lost-device": "シェーダーの実行中にGPUが失われました。GPUは開き直され、ネットワークは動き続けています。もう一度実行する前に、シェーダーを直してください。",
  }[code] ?? `シェーダーを実行できませんでした（${code}）。`),
};

export const words: Readonly<Record<Language, GpuWords>> = { en: english, ja: japanese };
