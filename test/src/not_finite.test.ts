// Weights that are NaN or infinite: never a prediction that looks like one, on the CPU or on a GPU, where max(NaN, 0) may be 0.
import { openNetwork } from "@camlucida/cam";
import { writeSafetensors, type Checkpoint, type Device } from "@camlucida/tensor";
import { deviceOf, seeded, testGpu, tinyResnet } from "@camlucida/tensor/testing";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cat, openWorkplace, resultsOf, type Workplace } from "./workplace.ts";

const gpu = await testGpu();
const places: readonly (readonly [string, Device])[] = [["CPU", deviceOf(undefined)], ...(gpu ? [["GPU", deviceOf(gpu)] as const] : [])];
const [height, width] = [64, 96];
const image = seeded(5, height * width * 3, 2); // [H, W, 3]

type Tensors = ReturnType<typeof tinyResnet>;

/** The tiny ResNet with one number of one tensor replaced. */
function damaged(name: string, value: number): Tensors {
  const tensors = tinyResnet();
  const tensor = tensors.get(name);
  if (!tensor) throw new Error(`no ${name}`);
  tensor.data[0] = value;
  return tensors;
}

const checkpointOf = (tensors: Tensors): Checkpoint => ({ tensors, metadata: {}, skipped: [] });

async function predict(tensors: Tensors, device: Device) {
  const network = await openNetwork(checkpointOf(tensors), device, { input: [height, width] });
  const { prediction } = await network.forward([image]);
  const fault = network.faultOf(prediction);
  network.dispose();
  return { prediction, fault };
}

describe.each(places)("on the %s", (_where, device) => {
  test("a sound network has no fault", async () => {
    expect((await predict(tinyResnet(), device)).fault).toBeUndefined();
  });

  test.each(["conv1.weight", "bn1.running_var", "layer2.0.conv1.weight", "layer4.1.bn2.weight", "fc.weight", "fc.bias"])("NaN and Infinity in %s are found and named", async (name) => {
    for (const value of [NaN, -Infinity]) {
      const { fault } = await predict(damaged(name, value), device);
      expect(fault, String(value)).toMatchObject({ code: "logits-not-finite", message: expect.stringContaining(`${name} (1 of `) as string });
    }
  });

  test("an infinite variance is none: it silences its channel, as in PyTorch", async () => {
    const { prediction, fault } = await predict(damaged("bn1.running_var", Infinity), device);
    expect(fault).toBeUndefined();
    expect(prediction.logits.every(Number.isFinite)).toBe(true);
  });
});

// WGSL does not promise NaN; the adapters in software have it
test.each(places.filter(([where]) => where === "CPU" || gpu?.report.kind === "software"))("numbers that grow beyond float32 on the way are told from such weights, on the %s", async (_, device) => {
  for (const change of [grown, (tensors: Tensors) => tensors.get("layer2.0.bn1.bias")?.data.fill(1e38, 0, 1)]) {
    const tensors = tinyResnet();
    change(tensors);
    expect((await predict(tensors, device)).fault?.message).toMatch(/logits (is|are) NaN or infinite\. Every number in the checkpoint is finite: they grow beyond float32/);
  }
});

function grown(tensors: Tensors): void {
  for (const [name, { data }] of tensors) if (/^layer[34].*conv.*weight$/.test(name)) data.forEach((x, at) => { data[at] = x * 1e15; });
}

describe("from the command line", () => {
  let place: Workplace;
  beforeAll(async () => { place = await openWorkplace(); });
  afterAll(() => place.close());

  const explain = async (tensors: Tensors, ...args: string[]) => {
    await writeFile(join(place.folder, "damaged.safetensors"), writeSafetensors(tensors, {}));
    return place.cam(cat, "--model", "damaged.safetensors", "--device", "cpu", "--force", "--out", "{method}.png", ...args);
  };

  test("a broken prediction is a failure, with its code and exit code 1", async () => {
    const run = await explain(damaged("layer3.0.conv2.weight", NaN), "--json");
    expect(run.code).toBe(1);
    expect(resultsOf(run)).toEqual([{
      image: cat, ok: false, error: { code: "logits-not-finite", message: expect.stringContaining("layer3.0.conv2.weight (1 of ") as string },
    }]);
  });

  test("a map that cannot be used says so, with its code and exit code 1; the others can", async () => {
    const tensors = tinyResnet(); // a classifier so strong that guided Grad-CAM's product is too large for float32
    const weights = tensors.get("fc.weight")?.data ?? new Float32Array();
    weights.forEach((w, at) => { weights[at] = w * 1e36; });
    const run = await explain(tensors, "--json", "--method", "cam,guided-grad-cam");
    expect(run.code).toBe(1);
    const [result] = resultsOf(run);
    if (!result?.ok) throw new Error(run.stdout);
    expect(result.maps.map(({ method, statement }) => [method, statement?.code])).toEqual([["cam", undefined], ["guided-grad-cam", "map-not-finite"]]);
    expect(result.maps[1]?.statement?.message).toMatch(/^the map is not usable: \d+ of its values are not finite$/);
    expect((await explain(tensors, "--method", "guided-grad-cam")).stdout).toContain("the map is not usable");
  });
});
