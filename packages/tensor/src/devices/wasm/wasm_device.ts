// The CPU by WebAssembly SIMD: which op is computed by which kernel stands in implementations.ts; the others go by their references.
import type { Graph } from "../../graph/graph.ts";
import type { Device, PhasedProgram, Program } from "../device.ts";
import type { Inspection } from "../inspection.ts";
import { inspectOnCpu, interpretedPhases, interpretedProgram, type Processor } from "../interpreter.ts";
import { computeStep } from "./implementations.ts";
import { openSimd, type Simd, type SimdOptions } from "./simd.ts";

/**
 * The CPU by WebAssembly SIMD.
 * @returns undefined where this runtime has no WebAssembly SIMD
 * @example
 * ```ts
 * import { openReference, openWasm } from "@camlucida/tensor";
 *
 * const device = openWasm({ threads: 2 }) ?? openReference();
 * device.kind; // → "wasm"
 * device.dispose();
 * ```
 */
export function openWasm(options: SimdOptions = {}): Device | undefined {
  const simd = openSimd(options);
  return simd && wasmDevice(simd);
}

/** Packed weights stay as long as a program reads them, like those on a GPU. */
function holding<Owner extends Program | PhasedProgram | Inspection>({ parameters }: Graph, { hold }: Simd, owner: Owner): Owner {
  let letGo: (() => void) | undefined = hold(parameters.values());
  const dispose = (): void => {
    owner.dispose();
    letGo?.();
    letGo = undefined;
  };
  return { ...owner, get bytes() { return owner.bytes; }, dispose };
}

/** A device on an instance that is open; it closes with it. */
export function wasmDevice(simd: Simd): Device {
  const processor: Processor = {
    compute: (step, operands) => computeStep(step, operands, simd),
    release: simd.release,
    handOut: simd.handOut,
  };
  return {
    kind: "wasm",
    name: simd.name,
    batchSize: 4,
    weights: simd.kept,
    compile: async (graph, outputs) => holding(graph, simd, interpretedProgram(graph, outputs, processor)),
    compilePhases: async (graph, outputs) => holding(graph, simd, interpretedPhases(graph, outputs, processor)),
    inspect: async (graph) => holding(graph, simd, inspectOnCpu(graph, processor)),
    lost: () => undefined,
    dispose: simd.dispose,
  };
}
