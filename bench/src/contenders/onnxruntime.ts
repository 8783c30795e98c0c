// onnxruntime-web: WebGPU, and WebAssembly on the CPU; and its native build, the far mark: what the processor can do
// without WebAssembly.
import type { InferenceSession, Tensor } from "onnxruntime-web";
import type { Value } from "../../../packages/tensor/src/index.ts";
import type { BenchNetwork, Contender, Open, ReadyNetwork } from "../contender.ts";
import { onnxFile } from "../onnx_file.ts";

/** What onnxruntime's packages have in common. */
interface Package {
  readonly InferenceSession: { create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession> };
  readonly Tensor: typeof Tensor;
}

function onnxruntime(ort: Package, options: InferenceSession.SessionOptions): Contender {
  const opening = (model: Uint8Array, { image: { name, shape: [n = 0, h = 0, w = 0, c = 0] } }: BenchNetwork, wanted: readonly Value[]): Open<ReadyNetwork> => async () => {
    const session = await ort.InferenceSession.create(model, { ...options, logSeverityLevel: 3 });
    return {
      run: async (image) => {
        const results = await session.run({ [name]: new ort.Tensor("float32", image, [n, c, h, w]) });
        return Promise.all(wanted.map(async (value) => (await results[value.name]?.getData()) as Float32Array));
      },
      dispose: () => void session.release(),
    };
  };
  return {
    layout: "NCHW",
    prepare: (network, wanted) => opening(onnxFile(network, wanted), network, wanted),
    prepareFile: (file, network) => opening(file, network, [network.logits]),
  };
}

export const onGpu = async (): Promise<Contender> => onnxruntime(await import("onnxruntime-web/webgpu"), { executionProviders: ["webgpu"] });

export async function inWasm(threads: number): Promise<Contender> {
  // Outside browsers only the package's main entry can start threads.
  const ort = await (navigator.userAgent.startsWith("Deno") ? import("onnxruntime-web") : import("onnxruntime-web/wasm"));
  ort.env.wasm.numThreads = threads;
  return onnxruntime(ort, { executionProviders: ["wasm"] });
}

export const native = async (threads: number): Promise<Contender> => onnxruntime((await import("onnxruntime-node")).default, { intraOpNumThreads: threads });
