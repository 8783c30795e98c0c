// This engine, on the GPU and on the CPU.
import { compile, openGpu, openSimd, stagesOnCpu, chooseAlgorithms } from "../../packages/tensor/src/index.ts";
import type { Contender } from "./contender.ts";

export const onGpu: Contender = {
  name: "camlucida",
  on: "GPU",
  open: async ({ graph, image, logits }, data) => {
    const gpu = await openGpu();
    const program = await compile(gpu, chooseAlgorithms(graph), [logits]);
    return {
      run: async () => (await program.run({ [image.name]: data }))[logits.name] as Float32Array,
      dispose: () => {
        program.dispose();
        gpu.dispose();
      },
    };
  },
};

const onCpu = (on: Contender["on"], threads: number): Contender => ({
  name: "camlucida",
  on,
  open: ({ graph, image, logits }, data) => {
    const simd = openSimd({ threads });
    const program = stagesOnCpu(graph, [[logits]], simd);
    return Promise.resolve({
      run: async () => (await program.stages[0]?.({ [image.name]: data }))?.[logits.name] as Float32Array,
      dispose: () => simd?.dispose(),
    });
  },
});

export const onOneCore = onCpu("CPU, one thread", 1);
export const onAllCores = onCpu("CPU, all threads", navigator.hardwareConcurrency);
