// (shader, constants) → compiled pipeline, made once per device and kept as a promise, so that
// pipelines compile concurrently and a shape seen twice is compiled once.
import type { Gpu } from "./gpu.ts";
import { DeviceError } from "../../graph/errors.ts";
import type { Kernel } from "../../graph/graph.ts";

/**
 * @param inputs how many buffers the kernel reads; the next binding is its output, the one after that its sizes
 * @throws DeviceError "shader" with the line and the source around it
 */
export function pipelineFor(gpu: Gpu, name: string, kernel: Kernel, inputs: number): Promise<GPUComputePipeline> {
  const key = JSON.stringify([name, inputs, kernel.constants]) + kernel.wgsl;
  const cached = gpu.pipelines.get(key);
  if (cached) return cached;
  const compiled = compile(gpu.device, name, kernel, inputs);
  gpu.pipelines.set(key, compiled);
  return compiled;
}

async function compile(device: GPUDevice, name: string, kernel: Kernel, inputs: number): Promise<GPUComputePipeline> {
  device.pushErrorScope("validation");
  const module = device.createShaderModule({ code: kernel.wgsl, label: name });
  const [invalid, { messages }] = await Promise.all([device.popErrorScope(), module.getCompilationInfo()]);
  const fault = messages.find(({ type }) => type === "error");
  if (invalid || fault) throw shaderError(name, kernel.wgsl, fault?.lineNum ?? 0, fault?.message ?? invalid?.message ?? "");
  try {
    return await device.createComputePipelineAsync({
      label: name,
      layout: device.createPipelineLayout({ bindGroupLayouts: [bindGroupLayout(device, inputs, kernel.sizes !== undefined)] }),
      compute: { module, entryPoint: "main", constants: kernel.constants },
    });
  } catch (cause) {
    throw shaderError(name, kernel.wgsl, 0, `${String(cause)} with constants ${JSON.stringify(kernel.constants)}`, { cause });
  }
}

/** Written out, not "auto": a kernel whose constants switch an input off is still handed it. */
function bindGroupLayout(device: GPUDevice, inputs: number, sizes: boolean): GPUBindGroupLayout {
  const types: GPUBufferBindingType[] = [...Array.from({ length: inputs }, () => "read-only-storage" as const), "storage"];
  if (sizes) types.push("uniform");
  return device.createBindGroupLayout({
    entries: types.map((type, binding) => ({ binding, visibility: GPUShaderStage.COMPUTE, buffer: { type } })),
  });
}

function shaderError(name: string, wgsl: string, line: number, message: string, options?: ErrorOptions): DeviceError {
  const lines = wgsl.split("\n");
  const excerpt = lines
    .map((text, at) => `${String(at + 1).padStart(4)}${at + 1 === line ? " > " : "   "}${text}`)
    .slice(Math.max(0, line - 3), line + 2)
    .join("\n");
  const where = line > 0 ? `${name}.wgsl, line ${line}` : `${name}.wgsl`;
  return new DeviceError("shader", `device: ${where} does not compile: ${message.trim()}\n${excerpt}`, options);
}
