// onnxruntime's native build for the CPU, the far mark: what the processor can do without WebAssembly.
import ort from "onnxruntime-node";
import type { Contender } from "../contender.ts";
import { onnxruntime } from "./onnxruntime.ts";

export const native = (threads: number): Contender => onnxruntime(ort, { intraOpNumThreads: threads });
