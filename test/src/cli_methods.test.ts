// Methods, layers, contrasts and other systems' maps from the command line, end to end on a small ResNet.
import type { ImageResult } from "camlucida/internal";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cat, openWorkplace, readNpy, resultsOf, type Workplace } from "./workplace.ts";

type Success = Extract<ImageResult, { ok: true }>;

let place: Workplace;

beforeAll(async () => { place = await openWorkplace(); });
afterAll(() => place.close());

/** One photograph's result, and its raw maps by name. */
async function explain(folder: string, ...args: string[]): Promise<{ result: Success; raw: (name: string) => ReturnType<typeof readNpy> }> {
  const names = "{class}.{method}.{layer}";
  const fixed = ["--model", place.model, "--labels", "labels.txt", "--json", "--out", `${folder}/${names}.png`, "--raw", `${folder}/${names}.npy`];
  const run = await place.cam(cat, ...fixed, ...(args.includes("--device") ? [] : ["--device", "cpu"]), ...args);
  const [result] = run.stdout === "" ? [] : resultsOf(run);
  if (!result?.ok) throw new Error(`${run.stderr}${run.stdout}`);
  return { result, raw: (name) => readNpy(join(place.folder, folder, `${name}.npy`)) };
}

/** The largest difference, as a share of the largest |expected|. */
function difference(found: Float32Array, expected: Float32Array): number {
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return found.reduce((most, value, at) => Math.max(most, Math.abs(value - (expected[at] ?? NaN))), 0) / largest;
}

/** float32 through a small network, twice along different roads: an order of magnitude above what was seen. */
const tolerance = 1e-5;

test("several methods at several layers for several classes, from one run", async () => {
  const { result, raw } = await explain("many", "--method", "cam,grad-cam", "--method", "input-gradient", "--layer", "layer3,layer4", "--class", "top2");
  const each = [["cam", "layer4", 7], ["grad-cam", "layer3", 14], ["grad-cam", "layer4", 7], ["input-gradient", "image", 224]];
  expect(result.maps.map(({ class: index, method, layer, width }) => [index, method, layer, width])).toEqual(
    result.top.slice(0, 2).flatMap(({ class: index }) => each.map((map) => [index, ...map])));
  for (const { method, residual, unit } of result.maps) {
    expect(unit).toBe(method === "cam" ? "logits" : "score");
    if (method === "cam") expect(residual).toBeLessThan(1e-5); // float32 sums of 49 × 16 products of order 1
    else expect(residual).toBeNull();
  }
  // at the last layer, before the mean: Grad-CAM is CAM, divided by the number of positions
  const [cam, gradCam] = [await raw("cat.cam.layer4"), await raw("cat.grad-cam.layer4")];
  expect(gradCam.shape).toEqual([7, 7]);
  expect(difference(gradCam.values, cam.values.map((x) => x / 49))).toBeLessThan(tolerance);
  expect((await raw("cart.input-gradient.image")).shape).toEqual([224, 224]);
});

test("a map of no class is made once, says so, and names none", async () => {
  const { result, raw } = await explain("classless", "--method", "eigen-cam,cam,grad-cam", "--class", "top3", "--sheet", "classless.sheet.png", "--metrics");
  const [eigen, ...others] = result.maps;
  expect(eigen).toMatchObject({ method: "eigen-cam", class: null, label: null, target: null, logit: null, unit: "features", judgedFor: { class: result.top[0]?.class } });
  expect(others.map(({ method, class: index }) => [method, index])).toEqual(result.top.flatMap(({ class: index }) => [["cam", index], ["grad-cam", index]]));
  expect(result.sheet).toBe("classless.sheet.png");
  const contrasted = await explain("classless contrast", "--method", "eigen-cam,cam", "--contrast", "cat:dog");
  expect(contrasted.result.maps.map(({ against }) => against?.label)).toEqual([undefined, "dog"]);
  expect((await contrasted.raw("no_class.eigen-cam.layer4")).values).toEqual((await raw("no_class.eigen-cam.layer4")).values);
});

test("methods of pixels need no layer", async () => {
  const { result } = await explain("pixels", "--method", "input-gradient,guided-backpropagation");
  expect(result.maps).toMatchObject([{ method: "input-gradient", layer: "image", width: 224 }, { method: "guided-backpropagation", layer: "image" }]);
});

test("a contrast is the difference of two maps", async () => {
  const { raw: single } = await explain("single", "--class", "cat", "--class", "dog");
  const { result, raw } = await explain("contrast", "--contrast", "cat:dog:0.6", "--method", "cam,grad-cam");
  const against = { class: 1, label: "dog", alpha: 0.6 };
  expect(result.maps).toMatchObject([{ class: 0, against, residual: null, unit: "logits" }, { class: 0, against, residual: null, unit: "score" }]);
  const [first, second] = [(await single("cat.cam.layer4")).values, (await single("dog.cam.layer4")).values];
  const expected = first.map((x, at) => x - 0.6 * (second[at] ?? NaN));
  expect(difference((await raw("cat_vs_dog_0.6.cam.layer4")).values, expected)).toBeLessThan(tolerance);
  expect(difference((await raw("cat_vs_dog_0.6.grad-cam.layer4")).values, expected.map((x) => x / 49))).toBeLessThan(tolerance);
});

test("layers as one, and smoothed", async () => {
  const fused = await explain("fused", "--method", "layer-cam", "--layer", "layer2,layer3", "--layers-as", "product", "--smooth", "component");
  expect(fused.result.maps).toMatchObject([{ layer: "layer2+layer3", layersAs: "product", smooth: "component", unit: "none", width: 28, residual: null }]);
  expect((await fused.raw("cat.layer-cam.layer2+layer3")).values.every((x) => x >= 0 && x <= 1)).toBe(true);
  const augmented = await explain("augmented", "--smooth", "augment");
  expect(augmented.result.maps).toMatchObject([{ method: "cam", smooth: "augment", unit: "logits", residual: null }]);
});

test("the probability as a target", async () => {
  const { result: { top }, raw } = await explain("probability", "--target", "probability", "--method", "cam,grad-cam");
  expect(difference((await raw("cat.grad-cam.layer4")).values, (await raw("cat.cam.layer4")).values.map((x) => x / 49))).toBeLessThan(tolerance);
  expect(top[0]?.label).toBe("cat");
});

describe("as other systems do it", () => {
  test("pytorch-grad-cam: 0 … 1 at the input's size, one map of all layers", async () => {
    const { result, raw } = await explain("pgc", "--compat", "pytorch-grad-cam", "--method", "grad-cam,eigen-cam", "--layer", "layer3,layer4");
    expect(result.maps).toMatchObject([{ method: "grad-cam", layer: "layer3+layer4", unit: "none" }, { method: "eigen-cam", layersAs: "mean" }]);
    const { shape, values } = await raw("cat.grad-cam.layer3+layer4");
    expect(shape).toEqual([224, 224]);
    expect([Math.min(...values), Math.max(...values)]).toEqual([0, expect.closeTo(1, 5)]); // ÷(max + 1e-7)
  });

  test("pytorch-grad-cam, smoothed: a mean of finished maps, not finished once more", async () => {
    const asked = ["--compat", "pytorch-grad-cam", "--method", "grad-cam"];
    const { result, raw } = await explain("pgc augmented", ...asked, "--smooth", "augment");
    expect(result.maps).toMatchObject([{ smooth: "augment", unit: "none", width: 224, height: 224 }]);
    const { values } = await raw("cat.grad-cam.layer4");
    const plain = (await (await explain("pgc plain", ...asked)).raw("cat.grad-cam.layer4")).values;
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(0.999); // six maps whose largest values, 1 each, lie at different places
    expect(difference(values, plain)).toBeGreaterThan(0.001);
  });

  test("torch-cam: 0 … 1 at the layer's own size", async () => {
    const { raw } = await explain("torchcam", "--compat", "torch-cam", "--method", "all");
    for (const method of ["cam", "grad-cam", "xgrad-cam", "layer-cam"]) {
      const { shape, values } = await raw(`cat.${method}.layer4`);
      expect(shape).toEqual([7, 7]);
      expect([Math.min(...values), Math.max(...values)]).toEqual([0, expect.closeTo(1, 5)]);
    }
  });
});

test("the GPU gives the same maps, further passes included", async () => {
  const asked = ["--method", "grad-cam,score-cam", "--layer", "layer4"];
  const cpu = await explain("cpu", ...asked);
  const gpu = await explain("gpu", "--device", "gpu", ...asked).catch((error: unknown) => {
    if (process.env["CAMLUCIDA_GPU"] === "required") throw error;
    console.warn("NO WEBGPU ADAPTER: the methods' GPU road did not run from the command line");
    return undefined;
  });
  for (const method of gpu ? ["grad-cam", "score-cam"] : []) {
    const name = `cat.${method}.layer4`;
    expect(difference((await gpu!.raw(name)).values, (await cpu.raw(name)).values)).toBeLessThan(1e-4); // another order of summation
  }
});

describe("exit code 2", () => {
  test.each([
    ["a layer that this network lacks", ["--method", "grad-cam", "--layer", "layer3.7"], /no layer "layer3\.7": layer3 has 2 blocks, layer3\.0 … layer3\.1\./],
    ["cam away from the last layer", ["--layer", "layer3"], /fits that only, not layer3\. Use --method grad-cam there/],
    ["a method that the other system lacks", ["--compat", "torch-cam", "--method", "eigen-cam"], /torch-cam has no Eigen-CAM/],
    ["a contrast of a class with itself", ["--contrast", "cat:0", "--labels", "labels.txt"], /both sides are class 0, cat/],
  ])("%s", async (_, args, message) => {
    const run = await place.cam(cat, "--model", place.model, "--device", "cpu", "--out", "refused.png", ...args);
    expect(run).toMatchObject({ code: 2, stdout: "", stderr: expect.stringMatching(message) as string });
  });
});
