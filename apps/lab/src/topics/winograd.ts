// Winograd's convolution number by number: one tile, one channel, with the engine's own transforms, beside the direct sums.
//   tile = Aᵀ · [(G·g·Gᵀ) ⊙ (Bᵀ·d·B)] · A
import { conv, Graph, runByReferences } from "@camlucida/tensor";
import { f2, f3, f4, seeded, winogradInputReference, winogradOutputReference, winogradWeights, type WinogradForm } from "@camlucida/tensor/lab";
import { largestDifference } from "../here/devices.ts";
import { optionsFrom } from "../here/words.ts";
import { besides, grid, number, paragraphs, titled } from "../text.ts";
import { LabError, type Topic } from "../topic.ts";
import { derive } from "../winograd/interpolation.ts";

const forms: readonly { readonly form: WinogradForm; readonly points: readonly number[] }[] = [
  { form: f2, points: [0, 1, -1, Infinity] },
  { form: f3, points: [0, 1, -1, 2, -2, Infinity] },
  { form: f4, points: [0, 1, -1, 2, -2, Infinity] },
];

const example = {
  patch: Float32Array.of( // [4, 4]
    1, 2, 0, 1,
    0, 1, 3, 1,
    2, 0, 1, 0,
    1, 1, 2, 3,
  ),
  kernel: Float32Array.of( // [3, 3]
    1, 2, -1,
    0, 2, 1,
    -1, 1, 2,
  ),
};

/** Everything on the way from a patch and a kernel to a tile. */
export interface WinogradTile {
  readonly pixels: Float32Array; //   Bᵀ·d·B [p, p]
  readonly weights: Float32Array; //  G·g·Gᵀ [p, p]
  readonly products: Float32Array; // [p, p]
  readonly tile: Float32Array; //     [m, m]
  readonly direct: Float32Array; //   the same by the definition
}

export function tileOf(form: WinogradForm, patch: Float32Array, kernel: Float32Array): WinogradTile {
  const { tile: side, patch: across, frequencies } = form;
  const pixels = winogradInputReference(form, patch, [1, across, across, 1], [1, side, side], 0);
  const weights = new Float32Array(frequencies);
  winogradWeights(kernel, form, weights);
  const products = pixels.map((value, at) => value * (weights[at] as number));
  const nothing = { bias: new Float32Array(1), scale: undefined, residual: undefined, relu: false, activate: (x: number) => x };
  return { pixels, weights, products, tile: winogradOutputReference(form, products, [1, side, side, 1], nothing), direct: directly(form, patch, kernel) };
}

function directly({ patch: across, kernel: side }: WinogradForm, patch: Float32Array, kernel: Float32Array): Float32Array {
  const graph = new Graph();
  const bias = graph.parameter("bias", [1], new Float32Array(1));
  const output = conv(graph, "output", graph.input("patch", [1, across, across, 1]), graph.parameter("kernel", [side, side, 1, 1], kernel), bias);
  return runByReferences(graph, [output], { patch })[output.name] as Float32Array;
}

export const winograd: Topic = {
  name: "winograd",
  question: "How do 16 products do the work of 36? Winograd's F(2×2, 3×3) on one tile.",
  worked: async () => paragraphs(inOneDimension(), inTwo(f2, example.patch, example.kernel)),
  async *here(words) {
    const { form: asked } = optionsFrom(words, { form: "" });
    if (asked !== "") yield ofForm(asked);
    for (const { form, points } of forms) yield `${nameOf(form)}: ${origin(form, points)}`;
    yield rounding();
  },
};

const nameOf = ({ tile, kernel }: WinogradForm): string => `F(${tile}×${tile}, ${kernel}×${kernel})`;

/** The first rows of the example: two outputs of a kernel of three by four products. */
function inOneDimension(): string {
  const d = Array.from(example.patch.subarray(0, 4));
  const g = example.kernel.subarray(0, 3);
  const [g0, g1, g2] = g as unknown as [number, number, number];
  const kernel = new Float32Array(4);
  f2.transform(g, 0, 1, kernel, 0, 1);
  const pixels = kernel.map((_, i) => d.reduce((sum, value, n) => sum + value * (f2.B[n]?.[i] as number), 0));
  const products = pixels.map((value, i) => value * (kernel[i] as number));
  const [m0, m1, m2, m3] = products as unknown as [number, number, number, number];
  const [d0, d1, d2, d3] = d as [number, number, number, number];
  const row = (name: string, values: Float32Array): string => `${name.padEnd(10)}${Array.from(values, (value) => number(value, 2).padStart(8)).join("")}`;
  return [
    `F(2, 3): pixels d = (${d.join(" ")}), kernel g = (${Array.from(g, (value) => number(value)).join(" ")}), at four points:`,
    `${"point".padEnd(10)}${["0", "1", "−1", "∞"].map((point) => point.padStart(8)).join("")}`,
    row("G·g", kernel), row("Bᵀ·d", pixels), row("product m", products),
    `m0 + m1 + m2 = ${number(m0 + m1 + m2, 2)}     directly d0·g0 + d1·g1 + d2·g2 = ${number(d0 * g0 + d1 * g1 + d2 * g2, 2)}`,
    `m1 − m2 − m3 = ${number(m1 - m2 - m3, 2)}     directly d1·g0 + d2·g1 + d3·g2 = ${number(d1 * g0 + d2 * g1 + d3 * g2, 2)}`,
  ].join("\n");
}

function inTwo(form: WinogradForm, patch: Float32Array, kernel: Float32Array): string {
  const { tile: side, patch: across, kernel: r, frequencies } = form;
  const { pixels, weights, products, tile, direct } = tileOf(form, patch, kernel);
  const decimals = form === f2 ? 2 : 3;
  const map = (title: string, values: Float32Array, width: number, digits: number): string => titled(title, grid(values, { width, decimals: digits }));
  const large = [map("Bᵀ·d·B", pixels, across, 0), map("G·g·Gᵀ", weights, across, decimals), map("their products", products, across, decimals)];
  const results = [map("Aᵀ·m·A", tile, side, decimals), map("directly", direct, side, decimals)];
  return paragraphs(
    `${nameOf(form)}: ${frequencies} products for ${side}×${side} outputs; directly they take ${side * side * r * r}.`,
    besides(map("patch d", patch, across, 0), map("kernel g", kernel, r, 0), ...(form === f2 ? results : [])),
    ...(form === f2 ? [besides(...large)] : [...large, besides(...results)]),
    `largest difference ${largestDifference(tile, direct).toFixed(7)}`,
  );
}

/** @throws LabError "lab-words" */
function ofForm(asked: string): string {
  const found = forms.find(({ form }) => String(form.tile) === asked);
  if (!found) throw new LabError("lab-words", `lab: --form ${asked}: there are 2, 3 and 4, the sides of a tile of outputs.`);
  const { form } = found;
  const whole = (seed: number, side: number): Float32Array => seeded(seed, side * side, 3).map(Math.round);
  return inTwo(form, whole(5, form.patch), whole(6, form.kernel));
}

/** The engine's matrices are those of the points, but that a factor may stand in any of the three. */
function origin(form: WinogradForm, points: readonly number[]): string {
  const { A, G, Bt } = derive(points, form.tile, form.kernel);
  const factors = points.map((_, i) => {
    const own = new Float64Array(form.patch * form.kernel); // G, by transforming unit vectors
    for (let k = 0; k < form.kernel; k++) form.transform(Float64Array.from({ length: form.kernel }, (__, j) => Number(j === k)), 0, 1, own, k, form.kernel);
    return [
      ratio(form.A[i] ?? [], A[i] ?? []), ratio(own.subarray(i * form.kernel, (i + 1) * form.kernel), G[i] ?? []),
      ratio(form.B.map((row) => row[i] as number), Bt[i] ?? []),
    ].reduce((product, factor) => product * factor, 1);
  });
  const holds = factors.every((factor) => Math.abs(factor - 1) < 1e-12);
  const named = points.map((point) => (point === Infinity ? "∞" : number(point))).join(", ");
  return `the matrices of interpolation at ${named}${holds ? "" : " are not the engine's"}`;
}

/** By which number `derived` is multiplied to give `own`; NaN where none does. */
function ratio(own: ArrayLike<number>, derived: ArrayLike<number>): number {
  const at = Array.from(derived).findIndex((value) => Math.abs(value) > 1e-9);
  const factor = (own[at] as number) / (derived[at] as number);
  return Array.from(derived).every((value, i) => Math.abs(factor * value - (own[i] as number)) < 1e-9) ? factor : NaN;
}

/** In float32 the points' powers cost digits: random patches and kernels, the largest difference from the direct sums, of the largest of them. */
function rounding(): string {
  const errors = forms.map(({ form }) => {
    const tiles = Array.from({ length: 200 }, (_, at) => tileOf(form, seeded(2 * at, form.frequencies), seeded(2 * at + 1, form.kernel ** 2)));
    const largest = Math.max(...tiles.flatMap(({ direct }) => Array.from(direct, Math.abs)));
    return `${nameOf(form)} ${(Math.max(...tiles.map(({ tile, direct }) => largestDifference(tile, direct))) / largest).toExponential(1)}`;
  });
  return `rounding, of the largest of 200 tiles' numbers: ${errors.join(",  ")}`;
}
