// What a GPU's compiler says of a shader, by line and column: for whoever writes one.
import { onDevice, type Gpu } from "./gpu.ts";

/** Of a shader's text. */
export interface CompilerMessage {
  readonly kind: "error" | "warning" | "info";
  readonly line: number; // from 1 on; 0 where it is about the whole text
  readonly column: number; // from 1 on, in UTF-16 units; 0 likewise
  readonly length: number; // of what it is about, in UTF-16 units; 0 where that is not said
  readonly message: string;
}

/**
 * Compiles a shader's text, and nothing else: what fits its bindings shows only where it runs.
 * @returns none of a sound text, as a rule
 * @throws DeviceError "device-lost"
 * @example
 * ```ts
 * import { compilerMessages } from "@camlucida/tensor";
 *
 * const messages = await compilerMessages(gpu, "@compute @workgroup_size(64)\nfn main() { let a = b; }");
 * messages.map(({ kind, line }) => [kind, line]); // → [["error", 2]]
 * ```
 */
export const compilerMessages = (gpu: Gpu, wgsl: string): Promise<CompilerMessage[]> => onDevice(gpu, async () => {
  gpu.device.pushErrorScope("validation");
  const module = gpu.device.createShaderModule({ code: wgsl, label: "text" });
  const [invalid, { messages }] = await Promise.all([gpu.device.popErrorScope(), module.getCompilationInfo()]);
  const found = Array.from(messages, ({ type, lineNum, linePos, length, message }): CompilerMessage => ({ kind: type, line: lineNum, column: linePos, length, message: message.trim() }));
  if (!invalid || found.some(({ kind }) => kind === "error")) return found;
  return [...found, { kind: "error", line: 0, column: 0, length: 0, message: invalid.message.trim() }];
});
