// One network as PyTorch saves and exports it: its state dict, an ONNX file, and one whose numbers lie beside it. Three readers, one map.
import { logitOf, methodNamed, openNetwork } from "@camlucida/cam";
import { loadCheckpoint, openReference, openWasm, type Checkpoint, type Device } from "@camlucida/tensor";
import { deviceOf, expectClose, readFixtureBytes, seeded, testGpu } from "@camlucida/tensor/testing";
import { describe, expect, test } from "vitest";
import { layerByName, layerInOnnx } from "./networks/held.ts";

const folder = "../../packages/tensor/src/onnx/fixtures";
const bytesOf = (name: string): Promise<Uint8Array> => readFixtureBytes(import.meta.url, `${folder}/${name}`);
const data = await bytesOf("resnet18_external.onnx.data");

interface Way {
  readonly called: string;
  readonly checkpoint: Checkpoint;
  readonly layerOf: (path: string, layers: readonly string[]) => string;
}

const ways: readonly Way[] = [
  { called: "a state dict", checkpoint: await loadCheckpoint(await bytesOf("resnet18.pth")), layerOf: layerByName },
  { called: "ONNX", checkpoint: await loadCheckpoint(await bytesOf("resnet18_17.onnx")), layerOf: layerInOnnx },
  {
    called: "ONNX with its data beside it", layerOf: layerInOnnx,
    checkpoint: await loadCheckpoint(await bytesOf("resnet18_external.onnx"), { files: (name) => (name === "resnet18_external.onnx.data" ? data : undefined) }),
  },
];

const gpu = await testGpu();
const devices: readonly Device[] = [openReference(), openWasm(), gpu && deviceOf(gpu)].filter((device) => device !== undefined);

const size = [65, 97] as const;
const image = seeded(7, size[0] * size[1] * 3, 2);
const asked = [["cam", "layer4"], ["grad-cam", "layer4"], ["grad-cam++", "layer3"], ["layer-cam", "layer2"]] as const;

async function mapsBy({ checkpoint, layerOf }: Way, device: Device): Promise<{ readonly logits: Float32Array; readonly maps: readonly Float32Array[] }> {
  const network = await openNetwork(checkpoint, device, { input: size });
  try {
    const requests = asked.map(([method, path]) => ({ method: methodNamed(method), layer: layerOf(path, network.layers) }));
    using pass = await network.forward([image], { thenMaps: requests });
    const found = await pass.maps(requests, logitOf(2, network.classes));
    return { logits: pass.prediction.logits, maps: found.map(({ values }) => values) };
  } finally {
    network.dispose();
  }
}

describe.each(devices.map((device) => ({ device, where: device.kind })))("on $where", async ({ device }) => {
  const [first, ...others] = ways as [Way, ...Way[]];
  const expected = await mapsBy(first, device);

  test.each(others)(`$called gives the maps of ${first.called}`, async (way) => {
    const found = await mapsBy(way, device);
    expectClose(found.logits, expected.logits, 1e-5, "logits");
    for (const [at, [method, layer]] of asked.entries()) {
      const [own, wanted] = [found.maps[at] as Float32Array, expected.maps[at] as Float32Array];
      expect(wanted.some((x) => x !== 0), `${method} at ${layer} says something`).toBe(true);
      expectClose(own, wanted, 1e-5, `${method} at ${layer}`); // of the largest: the same numbers in the same order of sums, but for what a kernel chooses
    }
  });
});
