// Parts that people's ResNets have in place of the paper's, on every device: logits, and Grad-CAM at the last stage, against PyTorch.
import { logitOf, methodNamed, openNetwork } from "@camlucida/cam";
import { openReference, openWasm, type Device } from "@camlucida/tensor";
import { decodeFloats, deviceOf, expectClose, testGpu } from "@camlucida/tensor/testing";
import { describe, expect, test } from "vitest";
import { height, imageOf, tables, told, width } from "./convention_rows.ts";

const names = [
  "with batch-norm: `fc.0`, `fc.1`, `fc.4`", "fastai: a body `0.…` and a head `1.2` … `1.8` of two layers on maxima and means",
  "squeeze-and-excitation in bottlenecks", "ECA over five channels in bottlenecks", "PReLU with slopes for every channel: `prelu1`, `prelu2`",
  "three stages, option A with zeros on both sides (akamaster's resnet20)", "ResNet-D: both, in bottlenecks", "batch-norm before the convolutions, none behind the last (kuangliu's PreActResNet)", "ResNet-RS: and a convolution for the max-pool",
];
const rows = [...tables.conventions, ...tables.variants].filter(({ name }) => names.includes(name));

const gpu = await testGpu();
const devices: readonly Device[] = [openWasm() ?? openReference(), ...(gpu ? [deviceOf(gpu)] : [])];

/** Of the largest logit, and of a map's largest value. float32 through some fifteen layers and back against float64: measured 2e-6. */
const tolerance = 1e-4;

test("all are there", () => {
  expect(rows.map(({ name }) => name).sort()).toEqual([...names].sort());
});

describe.each(devices)("$name", (device) => {
  test.each(rows)("$name", async (row) => {
    const network = await openNetwork(told(row), device, { input: [height, width] });
    using pass = await network.forward([imageOf(3)]);
    expectClose(pass.prediction.logits, decodeFloats(row.logits ?? ""), tolerance, "logits");
    const map = await pass.map({ method: methodNamed("grad-cam"), layer: network.layers.at(-1) ?? "" }, logitOf(0, network.classes));
    if (row.gradCam !== undefined) expectClose(map.values, decodeFloats(row.gradCam), tolerance, "map");
    network.dispose();
  });
});
