// This engine, on the GPU and on the CPU.
import { evidenceFor, imagenetPreprocessing, openNetwork, place, preprocess, upsample, type Network as CamNetwork } from "../../../packages/cam/src/index.ts";
import { loadCheckpoint, openReference, openWasm, openWebGpu, type Device } from "../../../packages/tensor/src/index.ts";
import type { Contender, OpenedMaps } from "../contender.ts";

/** On which device a file is opened: a GPU that stays open, or a WebAssembly memory of its own, which goes with the network. */
interface FileDevice {
  readonly open: () => Promise<Device>;
  readonly close: (device: Device) => void;
}

export const onGpu: Contender = on(openWebGpu, lasting(openWebGpu));

export function onCpu(threads: number): Contender {
  const open = async (): Promise<Device> => openWasm({ threads }) ?? openReference();
  return on(open, { open, close: (device) => device.dispose() });
}

function lasting(open: () => Promise<Device>): FileDevice {
  let device: Promise<Device> | undefined;
  return { open: () => (device ??= open()), close: () => undefined };
}

function on(open: () => Promise<Device>, forFiles: FileDevice): Contender {
  return {
    layout: "NHWC",
    prepare: ({ graph, image }, wanted) => async () => {
      const device = await open();
      const program = await device.compile(graph, wanted);
      return {
        run: async (data) => {
          const results = await program.run({ [image.name]: data });
          return wanted.map(({ name }) => results[name] as Float32Array);
        },
        dispose: () => {
          program.dispose();
          device.dispose();
        },
      };
    },
    prepareFile: (file) => async () => {
      const device = await forFiles.open();
      const network = await openNetwork(await loadCheckpoint(file), device);
      return {
        run: async (data) => [(await network.forward([data])).prediction.logits],
        dispose: () => {
          network.dispose();
          forFiles.close(device);
        },
      };
    },
    prepareMaps: ({ checkpoint }) => async () => maps(await openNetwork(checkpoint, await open())),
  };
}

/** The five calls of explain.ts, without the colours. */
function maps(network: CamNetwork): OpenedMaps {
  return {
    run: async (photo) => {
      const { input, region } = preprocess(photo, imagenetPreprocessing, "squash");
      const { prediction } = await network.forward([input]);
      const { map, mapWidth, mapHeight } = evidenceFor(prediction, network, prediction.ranking[0] ?? 0);
      return upsample(map, mapWidth, mapHeight, place(mapWidth, mapHeight, region, photo.width, photo.height));
    },
    dispose: () => {
      network.dispose();
      network.device.dispose();
    },
  };
}
