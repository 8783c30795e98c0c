// This engine, on the GPU and on the CPU.
import { evidenceFor, imagenetNormalisation, openNetwork, place, preprocess, upsample, type Network as CamNetwork } from "../../../packages/cam/src/index.ts";
import { chooseAlgorithms, compile, openGpu, openSimd, stagesOnCpu, usual } from "../../../packages/tensor/src/index.ts";
import type { Contender, OpenedMaps } from "../contender.ts";

export const onGpu: Contender = {
  layout: "NHWC",
  prepare: ({ graph, image }, wanted) => async () => {
    const gpu = await openGpu();
    const program = await compile(gpu, chooseAlgorithms(graph, usual, gpu.device.limits.maxStorageBufferBindingSize), wanted);
    return {
      run: async (data) => {
        const results = await program.run({ [image.name]: data });
        return wanted.map(({ name }) => results[name] as Float32Array);
      },
      dispose: () => {
        program.dispose();
        gpu.dispose();
      },
    };
  },
  prepareMaps: ({ checkpoint }) => async () => {
    const gpu = await openGpu();
    return maps(await openNetwork(checkpoint, gpu), () => gpu.dispose());
  },
};

export const onCpu = (threads: number): Contender => ({
  layout: "NHWC",
  prepare: ({ graph, image }, wanted) => () => {
    const simd = openSimd({ threads });
    const { stages: [run], dispose } = stagesOnCpu(graph, [wanted], simd);
    return Promise.resolve({
      run: async (data) => {
        const results = await run?.({ [image.name]: data });
        return wanted.map(({ name }) => results?.[name] as Float32Array);
      },
      dispose: () => {
        dispose();
        simd?.dispose();
      },
    });
  },
  prepareMaps: ({ checkpoint }) => async () => maps(await openNetwork(checkpoint, undefined, { threads }), () => undefined),
});

/** The five calls of explain.ts, without the colours. */
function maps(network: CamNetwork, close: () => void): OpenedMaps {
  return {
    run: async (photo) => {
      const { input, region } = preprocess(photo, imagenetNormalisation, "squash");
      const sight = await network.see(input);
      const { map, mapWidth, mapHeight } = evidenceFor(sight, network, sight.ranking[0] ?? 0);
      return upsample(map, mapWidth, mapHeight, place(mapWidth, mapHeight, region, photo.width, photo.height));
    },
    dispose: () => {
      network.dispose();
      close();
    },
  };
}
