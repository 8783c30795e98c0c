// A network as Keras and tf2onnx leave it: channels last, in many nodes. It gives the logits and maps of the same network said plainly, and the command
// line explains it with no option but --model.
import { execFile } from "node:child_process";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { logitOf, methodNamed, openNetwork } from "@camlucida/cam";
import { loadCheckpoint, openReference, openWasm, type Device } from "@camlucida/tensor";
import { deviceOf, expectClose, seeded, testGpu } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";
import { kerasFile, plainFile } from "./keras_onnx.ts";

const gpu = await testGpu();
const devices: readonly Device[] = [openReference(), openWasm(), gpu && deviceOf(gpu)].filter((device) => device !== undefined);

async function explained(file: Uint8Array, device: Device, layers: readonly string[]) {
  const network = await openNetwork(await loadCheckpoint(file), device, { input: [64, 48] });
  try {
    const requests = [...layers.map((layer) => ({ method: methodNamed("grad-cam"), layer })), { method: methodNamed("cam"), layer: layers[0] ?? "" }];
    using pass = await network.forward([seeded(3, 64 * 48 * 3, 2)], { thenMaps: requests });
    const maps = await pass.maps(requests, logitOf(1, network.classes));
    return { last: network.layers.at(-1), logits: pass.prediction.logits, maps: maps.map(({ values }) => values) };
  } finally {
    network.dispose();
  }
}

test.each(devices.map((device) => ({ device, where: device.kind })))("as the plain network, on $where", async ({ device }) => {
  const plain = await explained(plainFile(), device, ["top", "swish"]);
  const keras = await explained(kerasFile(), device, ["model/top/Relu", "model/swish/mul"]);
  expect([plain.last, keras.last]).toEqual(["top", "model/top/Relu"]);
  expectClose(keras.logits, plain.logits, 1e-5, "logits"); // the same sums, some in another order
  for (const [at, map] of keras.maps.entries()) expectClose(map, plain.maps[at] as Float32Array, 1e-5, `map ${at}`);
});

test("the command line explains it with no option but --model, and says what was taken", async () => {
  const folder = await mkdtemp(join(tmpdir(), "camlucida-keras-"));
  try {
    const [model, out] = [join(folder, "keras.onnx"), join(folder, "chelsea.cam.png")];
    await writeFile(model, kerasFile());
    const root = resolve(import.meta.dirname, "../..");
    const words = [join(root, "apps/cli/bin/camlucida.mjs"), join(root, "samples/chelsea.png"), "--model", model, "--out", out];
    const { stdout, stderr } = await promisify(execFile)("node", words, { env: { ...process.env, NO_COLOR: "1" } });
    expect(stdout).toMatch(/map {2}class \d \(class \d, CAM at model\/top\/Relu, 24×32\)/);
    expect(stdout + stderr).toMatch(/input {2}64 high, 48 wide, .*mean 0\.485 .*--preprocess says otherwise/); // what its photographs are normalised by
    expect((await stat(out)).size).toBeGreaterThan(1000);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 60_000);
