// What the lab and the guide show of the engine's inside. Not part of the published package.
export { allocate, type Allocation } from "../graph/lifetimes.ts";
export { bytesOf } from "../graph/layout.ts";
export { phasesOf } from "../graph/phases.ts";
export { constantIn, workgroupIn } from "../graph/shader_text.ts";
export { measureCeiling, type Ceiling, type Timer } from "./ceiling.ts";
export { TILE_QUADS, TILE_ROWS } from "../ops/shared/grid.ts";
export { convReference } from "../ops/conv/conv_reference.ts";
export { f2, f3, f4, type Matrix, type WinogradForm } from "../ops/conv/winograd_form.ts";
export { winogradInputReference, winogradOutputReference, winogradProductReference, winogradWeights } from "../ops/conv/winograd_form.ts";
export { seeded } from "../testing/seeded.ts";
export { functionName } from "../ops/activation/activation_functions.ts";
export { tracePickle, type PickleStack, type PickleStep, type PickleTrace } from "../checkpoint/pickle_trace.ts";
export { openZip, type ZipArchive } from "../checkpoint/zip.ts";
export { onRung, rungOp, rungs, type Rung } from "./rungs.ts";
export { byReference, cpuCeiling, cpuRungs, type ConvNumbers, type CpuRung, type PreparedRung } from "./wasm_rungs.ts";
export { timelineOf, type Life, type Timeline } from "./timeline.ts";
