// onnxruntime-web: WebGPU, and WebAssembly on the CPU.
import type * as Ort from "onnxruntime-web";
import { permuted, type Contender } from "./contender.ts";
import { onnxModel } from "./onnx.ts";

const contender = (on: Contender["on"], provider: "webgpu" | "wasm", threads: number): Contender => ({
  name: "onnxruntime-web",
  on,
  open: async (network, data) => {
    // A copy of the module for each number of threads: its first session settles it.
    const address = `${import.meta.resolve(`onnxruntime-web/${provider}`)}?threads=${threads}`;
    const ort = (await import(address)) as typeof Ort;
    ort.env.wasm.numThreads = threads;
    ort.env.logLevel = "error";
    const session = await ort.InferenceSession.create(onnxModel(network), { executionProviders: [provider] });
    const [n = 0, h = 0, w = 0, c = 0] = network.image.shape;
    const image = permuted(data, [n, h, w, c], [0, 3, 1, 2]);
    return {
      run: async () => {
        const results = await session.run({ [network.image.name]: new ort.Tensor("float32", image, [n, c, h, w]) });
        return (await results[network.logits.name]?.getData()) as Float32Array;
      },
      dispose: () => void session.release(),
    };
  },
});

export const ortOnGpu = contender("GPU", "webgpu", 1);
export const ortOnOneCore = contender("CPU, one thread", "wasm", 1);
export const ortOnAllCores = contender("CPU, all threads", "wasm", navigator.hardwareConcurrency);
