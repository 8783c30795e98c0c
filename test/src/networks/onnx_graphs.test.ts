// Networks of torchvision by their exported graphs, as PyTorch's exporter leaves them: shapes computed in the graph, batch-norm a node of
// its own. Their weights are made here, in the order in which the file asks for them.
import { loadCheckpoint, openWasm, openReference, type Device } from "@camlucida/tensor";
import { deviceOf, readFixture, readFixtureBytes, testGpu } from "@camlucida/tensor/testing";
import { describe, expect, test } from "vitest";
import { seededCheckpoint, type SeededReference } from "../seeded_resnet.ts";
import { type ExpectedCase, hold, layerInOnnx, ofLogits, ofMaps } from "./held.ts";

interface GraphReference extends Omit<SeededReference, "cases"> {
  /** Tensors whose numbers the file looks for in weights.data, one behind the other. */
  readonly outside: readonly string[];
  readonly cases: readonly ExpectedCase[];
}

const gpu = await testGpu();
const devices: readonly Device[] = [openWasm() ?? openReference(), ...(gpu ? [deviceOf(gpu)] : [])];

describe.each(["mobilenet_v3_small", "regnet_y_400mf", "shufflenet_v2_x1_0", "squeezenet1_1"])("%s by ONNX", async (name) => {
  const reference = await readFixture<GraphReference>(import.meta.url, `../../fixtures/networks/${name}.json`);
  const { tensors } = seededCheckpoint({ ...reference, cases: [] });
  const weights = new Uint8Array(await new Blob(reference.outside.map((each) => tensors.get(each)?.data as Float32Array<ArrayBuffer>)).arrayBuffer());
  const checkpoint = await loadCheckpoint(await readFixtureBytes(import.meta.url, `../../fixtures/networks/${name}.onnx`), {
    files: (file) => (file === "weights.data" ? weights : undefined),
  });

  test.each(devices.map((device) => ({ device, where: device.name })))("on $where", async ({ device }) => {
    for (const { maps, ...each } of reference.cases) {
      const slow = ["ablation-cam", "score-cam"]; // a forward pass per channel: on a GPU in software for minutes
      const expected = { ...each, maps: maps.filter(({ method }) => device.kind !== "webgpu" || !slow.includes(method)) };
      const held = await hold(checkpoint, device, expected, layerInOnnx);
      expect(held.logits).toBeLessThan(ofLogits);
      expect(held.top).toBe(true);
      for (const [map, off] of Object.entries(held.maps)) expect(off, map).toBeLessThan(ofMaps);
    }
  });
});
