// The ladder of the CPU: the same convolution in WebAssembly, on one thread. The first rungs are the lessons in lab/, the last the engine's own.
import type { Parameter } from "../graph/parameter.ts";
import { convSimd, slide } from "../devices/wasm/implementations.ts";
import { bytesOfText } from "../devices/wasm/module_text.ts";
import { keepWeights, up } from "../devices/wasm/product.ts";
import { openSimd, type Simd } from "../devices/wasm/simd.ts";
import { parameterOf } from "../graph/parameter.ts";
import { convShapes, type ConvStep } from "../ops/conv/conv.ts";
import { convReference, type ConvShapes } from "../ops/conv/conv_reference.ts";
import { plain, relaxed } from "./module.wasm.ts";

/** What a convolution reads. */
export interface ConvNumbers {
  readonly image: Float32Array; //  [1, H, W, Cin]
  readonly weight: Float32Array; // [K, K, Cin, Cout]
  readonly bias: Float32Array; //   [Cout]
}

/** A rung, laid out for one convolution: whatever is done once is done. */
export interface PreparedRung {
  compute(): void;
  result(): Float32Array; // [1, H', W', Cout]
}

/** A rung of the ladder of the CPU. */
export interface CpuRung {
  readonly number: number;
  readonly name: string;
  readonly file: string; // to be read, from the root of the repository
  /** Numbers that it adds to at a time: sums that do not wait for each other, by the lanes of each. */
  readonly sums: number;
  /** For a multiply-add of four lanes: a product and a sum, or both in one. */
  readonly instructions: 1 | 2;
  /** Multiply-adds that it does for each of the definition's. */
  readonly multiplyAdds: number;
  readonly prepare: (step: ConvStep, numbers: ConvNumbers) => PreparedRung;
}

type LabKernel = "scalar" | "quads" | "tile";

export const cpuRungs: readonly CpuRung[] = [
  { number: 1, name: "scalar", file: "packages/tensor/lab/conv_1_scalar.assembly.ts", sums: 1, instructions: 2, multiplyAdds: 1, prepare: (step, numbers) => inLab("scalar", convShapes(step), numbers) },
  { number: 2, name: "quads", file: "packages/tensor/lab/conv_2_quads.assembly.ts", sums: 4, instructions: 2, multiplyAdds: 1, prepare: (step, numbers) => inLab("quads", convShapes(step), numbers) },
  { number: 3, name: "tile", file: "packages/tensor/lab/conv_3_tile.assembly.ts", sums: 32, instructions: 2, multiplyAdds: 1, prepare: (step, numbers) => inLab("tile", convShapes(step), numbers) },
  { number: 4, name: "packed, fused multiply-add", file: "packages/tensor/src/devices/wasm/product.assembly.ts", sums: 32, instructions: 1, multiplyAdds: 1, prepare: (step, numbers) => inEngine(numbers, (simd, weight) => {
    const { weight: { length }, bias, image } = numbers;
    const shapes = convShapes(step);
    const source = { length, write: (into: Float32Array) => weight.write(into) };
    return slide(simd, shapes, image, keepWeights(simd, weight, "rung", source, shapes.kernel[3]), 1, { bias });
  }) },
  { number: 5, name: "Winograd 4×4", file: "packages/tensor/src/devices/wasm/winograd.assembly.ts", sums: 32, instructions: 1, multiplyAdds: 36 / (16 * 9), prepare: (step, numbers) => inEngine(numbers, (simd, weight) =>
    convSimd(convShapes(step), numbers.image, weight, numbers.bias, undefined, simd) ?? new Float32Array()) },
];

/** The engine's kernels, with the same memory again and again. */
function inEngine({ weight }: ConvNumbers, compute: (simd: Simd, weight: Parameter) => Float32Array): PreparedRung {
  const simd = openSimd();
  if (!simd) throw new Error("lab: this runtime has no WebAssembly SIMD.");
  const parameter = parameterOf(weight);
  let found = new Float32Array();
  return {
    compute: () => {
      simd.release(found);
      found = compute(simd, parameter) as Float32Array<ArrayBuffer>;
    },
    result: () => found.slice(),
  };
}

interface LabExports {
  scalar(step: number): void;
  quads(step: number): void;
  tile(step: number): void;
  multiplyAdds(x: number, out: number, turns: number): void;
}

/** The lab's module over a memory of so many bytes. Rounded once where the processor can. */
function openLab(bytes: number): { readonly exports: LabExports; readonly memory: WebAssembly.Memory } {
  const code = [relaxed, plain].map(bytesOfText).find((module) => WebAssembly.validate(module));
  if (!code) throw new Error("lab: this runtime has no WebAssembly SIMD.");
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / 65_536) });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), { env: { memory } });
  return { exports: exports as unknown as LabExports, memory };
}

const first = 2048; // bytes: before it lie the arguments, and the module's own constants

/** Channels of the output are filled up to a multiple of eight, and the image lies on a canvas with its padding. */
function inLab(kernel: LabKernel, { image: [, h, w, cin], kernel: [size, , , cout], output: [, outH, outW], attributes }: ConvShapes, { image, weight, bias }: ConvNumbers): PreparedRung {
  const { top, left, bottom, right, strideH } = attributes;
  const wide = up(cout, 8), canvasW = left + w + right;
  const lengths = [(top + h + bottom) * canvasW * cin, size * size * cin * wide, wide, outH * outW * wide];
  const [canvasAt = 0, weightAt = 0, biasAt = 0, outputAt = 0, end = 0] = lengths.reduce<number[]>((places, length) => [...places, up((places.at(-1) ?? 0) + length * 4, 64)], [first]);
  const { exports, memory } = openLab(end);
  const rows = (into: number, from: Float32Array, pitch: number, length: number, start = 0): void => {
    for (let row = 0; row * length < from.length; row++) new Float32Array(memory.buffer, into + (start + row * pitch) * 4, length).set(from.subarray(row * length, (row + 1) * length));
  };
  rows(canvasAt, image, canvasW * cin, w * cin, (top * canvasW + left) * cin);
  rows(weightAt, weight, wide, cout);
  rows(biasAt, bias, wide, cout);
  new Uint32Array(memory.buffer, 0, 11).set([canvasAt, canvasW, cin, size, strideH, weightAt, biasAt, outputAt, outH, outW, wide]);
  return {
    compute: () => exports[kernel](0),
    result: () => {
      const all = new Float32Array(memory.buffer, outputAt, outH * outW * wide);
      return Float32Array.from({ length: outH * outW * cout }, (_, at) => all[Math.floor(at / cout) * wide + (at % cout)] as number);
    },
  };
}

/** GFLOP/s of one thread at most, a multiply-add counted as two. @throws Error where the sums are wrong: then their speed means nothing */
export function cpuCeiling(now: () => number): number {
  const { exports, memory } = openLab(first + 32);
  const x = 0.3;
  new Float32Array(memory.buffer, first, 4).fill(x);
  const turns = 10_000_000; // 11 ms and more: a clock that ticks in milliseconds is good enough
  const times = Array.from({ length: 5 }, () => {
    const began = now();
    exports.multiplyAdds(first, first + 16, turns);
    return now() - began;
  });
  const [sum = NaN] = new Float32Array(memory.buffer, first + 16, 4);
  if (!(Math.abs(sum - (8 * x) / (1 - x)) < 1e-4)) throw new Error(`lab: the ceiling's sums are ${sum}.`);
  return (turns * 8 * 4 * 2) / Math.min(...times) / 1e6;
}

/** By the TypeScript reference. */
export const byReference = (step: ConvStep, numbers: ConvNumbers): Float32Array => convReference(convShapes(step), numbers);
