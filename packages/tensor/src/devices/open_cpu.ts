// The CPU, by what this runtime has. `loadCpu` loads this file when it is needed: who computes on a GPU needs none of it.
import type { Device } from "./device.ts";
import { openReference } from "./reference/reference_device.ts";
import type { SimdOptions } from "./wasm/simd.ts";
import { openWasm } from "./wasm/wasm_device.ts";

/**
 * The CPU: WebAssembly SIMD where the runtime has it, else the references in TypeScript.
 * @example
 * ```ts
 * import { openCpu } from "@camlucida/tensor";
 *
 * const device = openCpu({ threads: 2 });
 * device.kind; // → "wasm"
 * device.dispose();
 * ```
 */
export const openCpu = (options: SimdOptions = {}): Device => openWasm(options) ?? openReference();
