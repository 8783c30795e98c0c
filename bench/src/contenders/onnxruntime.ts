// onnxruntime-web: WebGPU, and WebAssembly on the CPU.
import type { InferenceSession, Tensor } from "onnxruntime-web";
import type { Contender } from "../contender.ts";
import { onnxModel } from "./onnx.ts";

/** What onnxruntime's packages have in common. */
interface Package {
  readonly InferenceSession: { create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession> };
  readonly Tensor: typeof Tensor;
}

export const onnxruntime = (ort: Package, options: InferenceSession.SessionOptions): Contender => ({
  layout: "NCHW",
  prepare: (network, wanted) => {
    const model = onnxModel(network, wanted);
    const [n = 0, h = 0, w = 0, c = 0] = network.image.shape;
    return async () => {
      const session = await ort.InferenceSession.create(model, { ...options, logSeverityLevel: 3 });
      return {
        run: async (image) => {
          const results = await session.run({ [network.image.name]: new ort.Tensor("float32", image, [n, c, h, w]) });
          return Promise.all(wanted.map(async ({ name }) => (await results[name]?.getData()) as Float32Array));
        },
        dispose: () => void session.release(),
      };
    };
  },
});

export const onGpu = async (): Promise<Contender> => onnxruntime(await import("onnxruntime-web/webgpu"), { executionProviders: ["webgpu"] });

export async function inWasm(threads: number): Promise<Contender> {
  // Outside browsers only the package's main entry can start threads.
  const ort = await (navigator.userAgent.startsWith("Deno") ? import("onnxruntime-web") : import("onnxruntime-web/wasm"));
  ort.env.wasm.numThreads = threads;
  return onnxruntime(ort, { executionProviders: ["wasm"] });
}
