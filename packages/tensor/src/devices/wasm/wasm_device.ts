// The CPU by WebAssembly SIMD: which op is computed by which kernel stands in this table; the others go by their references.
import type { Data, Op, Operand, Step } from "../../graph/graph.ts";
import { inspectOnCpu } from "../inspect_cpu.ts";
import { convAdjointOp, forwardOf } from "../../ops/conv/conv_adjoint.ts";
import { convAdjointSimd } from "./conv_adjoint.simd.ts";
import { convOp } from "../../ops/conv/conv.ts";
import { convSimd } from "./conv.simd.ts";
import { linearOp } from "../../ops/linear/linear.ts";
import { linearSimd } from "./linear.simd.ts";
import { maxPoolOp } from "../../ops/max_pool/max_pool.ts";
import { maxPoolSimd } from "./max_pool.simd.ts";
import { openSimd, type Simd, type SimdOptions } from "./simd.ts";
import type { Device } from "../device.ts";
import { interpretedPhases, interpretedProgram, type Processor } from "../interpreter.ts";

/** The result of a step, or undefined for one that the kernel does not cover. */
type Implementation = (step: Step, operands: readonly Operand[], simd: Simd) => Data | undefined;

const implementations: ReadonlyMap<Op, Implementation> = new Map<Op, Implementation>([
  [convOp, (step, [image, weight, bias, residual], simd) =>
    convSimd(step, image as Float32Array, weight as Operand, bias as Operand, residual as Float32Array | undefined, simd)],
  [convAdjointOp, (step, [gradient, weight], simd) => convAdjointSimd(forwardOf(step), gradient as Float32Array, weight as Operand, simd)],
  [linearOp, (_, [input, weight, bias], simd) => linearSimd(input as Float32Array, weight as Operand, bias as Operand, simd)],
  [maxPoolOp, (step, [input], simd) => maxPoolSimd(step, input as Float32Array, simd)],
]);

/** @returns undefined where this runtime has no WebAssembly SIMD */
export function openWasm(options: SimdOptions = {}): Device | undefined {
  const simd = openSimd(options);
  return simd && wasmDevice(simd);
}

/** A device on an instance that is open; it closes with it. */
export function wasmDevice(simd: Simd): Device {
  const processor: Processor = {
    compute: (step, operands) => implementations.get(step.op)?.(step, operands, simd),
    recycle: simd.recycle,
    release: simd.release,
  };
  return {
    kind: "wasm",
    name: simd.name,
    batchSize: 4,
    weights: simd.kept,
    compile: async (graph, outputs) => interpretedProgram(graph, outputs, processor),
    compilePhases: async (graph, outputs) => interpretedPhases(graph, outputs, processor),
    inspect: async (graph) => inspectOnCpu(graph, processor),
    lost: () => undefined,
    dispose: simd.dispose,
  };
}
