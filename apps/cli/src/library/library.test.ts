// The library as a program uses it, on a small network whose logits PyTorch saved: test/reference_conventions.py.
import { writeSafetensors } from "@camlucida/tensor";
import { onnxFileOf, smallNetwork, testGpu } from "@camlucida/tensor/testing";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { logitsIn } from "../model/check_logits.ts";
import { inFolder } from "../testing/files.ts";
import { decode, decodeImage, inspect, open, type DeviceWish } from "./node.ts";

const path = (name: string): string => fileURLToPath(new URL(`../../../../${name}`, import.meta.url));
const bytes = (name: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(path(name)));
const model = path("test/fixtures/conventions/plain.safetensors");
const cat = path("samples/chelsea.png");
const saved = logitsIn(bytes("test/fixtures/conventions/chelsea.npy"), "chelsea.npy");
const labels = Array.from(saved, (_, index) => `Kind ${index}`);
const TOLERANCE = 1e-4; // of the range of the logits, 7.6: float32 sums in another order, over twenty layers

/** A canvas of no runtime. */
function paper() {
  const drawn: { data?: Uint8ClampedArray } = {};
  const context = {
    createImageData: (width: number, height: number) => ({ data: new Uint8ClampedArray(4 * width * height) }),
    putImageData: ({ data }: { readonly data: Uint8ClampedArray }) => void (drawn.data = data),
  };
  return { width: 0, height: 0, drawn, getContext: () => context };
}

const devices: readonly DeviceWish[] = (await testGpu()) ? ["cpu", "gpu"] : ["cpu"];
for (const device of devices) {
  test(`opens, looks, maps and draws on the ${device}`, async () => {
    using network = await open(model, { device, labels });
    using seen = await network.look(cat);
    const best = saved.indexOf(Math.max(...saved));
    expect(seen.top[0]).toMatchObject({ index: best, label: `Kind ${best}` });
    for (const [index, logit] of saved.entries()) expect(Math.abs((seen.logits[index] as number) - logit)).toBeLessThan(TOLERANCE * 7.6);
    const map = await seen.map({ class: "kind 1" });
    expect(map).toMatchObject({ method: "cam", layer: "layer4", width: 7, height: 7, class: { index: 1, label: "Kind 1" } });
    expect(map.residual).toBeLessThan(TOLERANCE);
    expect(Math.max(...map.values)).toBe(map.max);
    const peak = map.values.indexOf(map.max); // the centre of its cell, in pixels
    expect([map.unit, map.peak]).toEqual(["logits", { x: ((peak % 7) + 0.5) * (451 / 7), y: (Math.floor(peak / 7) + 0.5) * (300 / 7) }]);
    expect((await seen.picture({ map, view: "minmax", method: "grad-cam" })).data).toEqual((await seen.picture({ class: 1, view: "minmax" })).data);
    const gradient = await seen.map({ method: "grad-cam", layer: "layer3", class: 0 });
    expect([gradient.width, gradient.height, gradient.residual]).toEqual([14, 14, undefined]);
    const canvas = paper();
    await seen.draw(canvas, { view: "positive" });
    const picture = await seen.picture({ view: "positive" });
    expect([canvas.width, canvas.height]).toEqual([451, 300]);
    expect(Buffer.from(canvas.drawn.data as Uint8ClampedArray).equals(picture.data)).toBe(true);
  });
}

test("bytes, files and pixels are looked at as their path is", async () => {
  using network = await open(bytes("test/fixtures/conventions/plain.safetensors"), { device: "cpu" });
  const image = await decodeImage(bytes("samples/chelsea.png"));
  expect(await decode(new Blob([bytes("samples/chelsea.png")]))).toEqual(image);
  const clamped = { width: image.width, height: image.height, data: new Uint8ClampedArray(image.data) };
  const sources = [cat, new URL(`file://${cat}`), bytes("samples/chelsea.png"), new Blob([bytes("samples/chelsea.png")]), image, clamped];
  const answers: Float32Array[] = [];
  for (const source of sources) {
    using seen = await network.look(source);
    answers.push(seen.logits);
  }
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(network.labels[3]).toBe("class 3");
});

test("of an ONNX file with two heads the one that is named is explained", async () => {
  const heads = ["one", "two"].map((name) => ({ op: "Gemm", name, inputs: ["row", "fc.weight", name === "one" ? "fc.bias" : "two.bias"], outputs: [name], attributes: { transB: 1 } }));
  const tensors = [...(smallNetwork.tensors ?? []), { name: "two.bias", shape: [2], floats: [9, -9] }];
  const file = new Uint8Array(onnxFileOf({ ...smallNetwork, tensors, nodes: [...(smallNetwork.nodes ?? []).slice(0, 4), ...heads], outputs: [["one", ["N", 2]], ["two", ["N", 2]]] }));
  await expect(open(file, { device: "cpu" })).rejects.toMatchObject({ code: "checkpoint-output", message: expect.stringContaining('"one" [N, 2], "two" [N, 2]') as string });
  using one = await open(file, { device: "cpu", output: "one" });
  using two = await open(file, { device: "cpu", output: "two" });
  using ofOne = await one.look(cat);
  using ofTwo = await two.look(cat);
  const differences = Array.from(ofOne.logits, (logit, at) => (ofTwo.logits[at] as number) - logit);
  expect(differences).toEqual([expect.closeTo(8, 4), expect.closeTo(-11, 4)]); // of the biases 1, 2
});

test("a model is inspected before it is opened, and one that would be refused too", async () => {
  const found = await inspect(bytes("test/fixtures/conventions/plain.safetensors"), { labels });
  expect(found).toMatchObject({ ok: true, network: { classes: 5, lastLayer: "layer4", classMaps: { areExact: true } }, labels: { from: "caller", first: ["Kind 0", "Kind 1", "Kind 2"] } });
  const odd = new Uint8Array(writeSafetensors(new Map([["odd.weight", { shape: [2], data: Float32Array.of(1, 2) }]])));
  expect(await inspect(odd)).toMatchObject({ ok: false, error: { code: "checkpoint-architecture" }, contents: { tensors: 1, numbers: 2 } });
  await expect(inspect(Uint8Array.of(1, 2, 3))).rejects.toMatchObject({ code: "checkpoint-unknown-format" });
});

test("what cannot be had has a code", async () => {
  using network = await open(model, { device: "cpu" });
  using seen = await network.look(cat);
  await expect(seen.map({ class: "tabby" })).rejects.toMatchObject({ code: "class-unknown", message: expect.stringContaining("class 0") as string });
  await expect(seen.map({ class: 5 })).rejects.toMatchObject({ code: "class-unknown" });
  await expect(seen.map({ method: "gradcam" })).rejects.toMatchObject({ code: "method-unknown" });
  await expect(seen.map({ method: "grad-cam", layer: "layer9" })).rejects.toMatchObject({ code: "unknown-layer" });
  await expect(seen.picture({ view: "jet" as "signed" })).rejects.toMatchObject({ code: "view-unknown" });
  await expect(seen.draw({ width: 0, height: 0, getContext: () => null })).rejects.toMatchObject({ code: "canvas" });
  await expect(network.look("nowhere.png")).rejects.toMatchObject({ code: "image-source" });
  await expect(network.look(null as unknown as string)).rejects.toMatchObject({ code: "image-source" });
  await expect(network.look(Uint8Array.of(1, 2, 3))).rejects.toMatchObject({ code: expect.stringMatching(/^image-/) as string });
  await expect(open(Uint8Array.of(1, 2, 3))).rejects.toMatchObject({ code: expect.stringMatching(/^checkpoint-/) as string });
  await expect(open(model, { labels: ["one"] })).rejects.toMatchObject({ code: "labels-wrong-length" });
});

test("a model that cannot be obtained says what a program can do, not what is typed", async () => {
  await inFolder([], async (folder) => {
    vi.stubEnv("CAMLUCIDA_CACHE", folder);
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("offline")));
    const failure: unknown = await open("resnet34").catch((error: unknown) => error).finally(() => {
      vi.unstubAllGlobals();
      vi.unstubAllEnvs();
    });
    expect(failure).toMatchObject({ code: "model-unreachable", message: expect.stringMatching(/^resnet34: .*offline.*open its path, its address or its bytes/) as string });
    expect((failure as Error).message).not.toContain("--");
  });
});

test("what is given up is given up before it costs anything, and between two passes of a method", async () => {
  const reason = new Error("another picture");
  await expect(open(model, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  using network = await open(model, { device: "cpu" });
  await expect(network.look(cat, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  using seen = await network.look(cat);
  const giveUp = new AbortController();
  const told: number[] = [];
  const map = seen.map({ method: "score-cam", signal: giveUp.signal, onProgress: (done) => { told.push(done); giveUp.abort(reason); } });
  await expect(map).rejects.toBe(reason);
  expect(told.length).toBe(1);
});
