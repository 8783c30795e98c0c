// What README.md tells programs and pages to write, as it stands there, on both devices. Given are a page with a photograph, and a site that offers
// a small network under the name there: its logits are those that PyTorch saved (test/reference_conventions.py).
import { markup, runs } from "virtual:readme";
import "@camlucida/element";
import { metadataKeys, readCheckpoint, writeSafetensors } from "@camlucida/tensor";
import { sha256, testGpu } from "@camlucida/tensor/testing";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";

const photo = new URL("../../samples/chelsea.png", import.meta.url).href;
const network = new URL("../fixtures/conventions/plain.safetensors", import.meta.url).href;
const saved = new URL("../fixtures/conventions/chelsea.npy", import.meta.url).href;
const labels = ["lynx", "tabby", "Egyptian cat", "tiger cat", "cart"];
const TOLERANCE = 1e-4; // of the logits' range, 7.6: float32 sums in another order, over twenty layers

const fetched = fetch;
const bytesAt = async (address: string): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(await (await fetched(address)).arrayBuffer());

const gpu = await testGpu();
const site = new Map<string, Uint8Array<ArrayBuffer> | string>(); // what it answers, by the path

beforeAll(async () => {
  const file = new Uint8Array(writeSafetensors(readCheckpoint(await bytesAt(network)).tensors, { [metadataKeys.labels]: labels.join("\n") }));
  const described = { bytes: file.length, sha256: await sha256(file) };
  const variant = { precision: "float32", ...described, parts: [{ path: "resnet18.0", ...described }] };
  site.set("models/index.json", JSON.stringify({ models: [{ name: "resnet18", title: "Small", licence: "MIT", variants: [variant] }] }));
  site.set("models/resnet18.0", file);
  site.set("cat.jpg", await bytesAt(photo));
});

beforeEach(() => {
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const address = input instanceof Request ? input.url : String(input);
    const answer = [...site].find(([path]) => new URL(address, document.baseURI).href === new URL(path, document.baseURI).href)?.[1];
    return answer === undefined ? fetched(input, init) : new Response(answer, { headers: { "content-length": String(answer.length) } });
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  document.body.replaceChildren();
});

/** The lines name no device: a GPU is taken by itself where it is none that software imitates, as all are here. */
function take(device: "cpu" | "gpu"): void {
  if (device === "gpu") vi.spyOn(GPUAdapter.prototype, "info", "get").mockReturnValue({ description: "a card", isFallbackAdapter: false } as GPUAdapterInfo);
}

interface Answer {
  readonly top: readonly { readonly index: number; readonly label: string; readonly logit: number }[];
}

async function expectPyTorch({ top }: Answer): Promise<void> {
  const bytes = await bytesAt(saved);
  const logits = new Float32Array(bytes.slice(10 + new DataView(bytes.buffer).getUint16(8, true)).buffer);
  expect(top).toHaveLength(logits.length);
  for (const { index, label, logit } of top) {
    expect(Math.abs(logit - (logits[index] as number))).toBeLessThan(7.6 * TOLERANCE);
    expect(label).toBe(labels[index]);
  }
}

for (const device of ["cpu", "gpu"] as const) {
  test.skipIf(device === "gpu" && !gpu)(`example: README's lines for a program, on the ${device}`, async () => {
    take(device);
    const image = Object.assign(new Image(), { src: photo });
    await image.decode();
    const [canvas, told] = [document.createElement("canvas"), [] as number[]];
    const onProgress = ({ received, total }: { readonly received: number; readonly total: number }): void => void told.push(received / total);
    Object.assign(globalThis, { given: { image, canvas, onProgress } });
    const answer = await runs[device]();
    await expectPyTorch(answer);
    expect(answer.device.kind).toBe({ cpu: "wasm", gpu: "webgpu" }[device]);
    expect(answer.map).toMatchObject({ method: "grad-cam", layer: "layer3", width: 14, height: 14 });
    expect([canvas.width, canvas.height]).toEqual([451, 300]);
    expect(new Set(canvas.getContext("2d")?.getImageData(0, 0, 451, 300).data).size).toBeGreaterThan(100); // a picture
    expect(told.every((share) => share <= 1)).toBe(true);
  });

  test.skipIf(device === "gpu" && !gpu)(`example: README's tag for a page, on the ${device}`, async () => {
    take(device);
    const gpuOpened = vi.spyOn(GPUAdapter.prototype, "requestDevice");
    expect(markup).toContain('<script type="module"'); // of which none runs that is put in later
    document.body.innerHTML = markup;
    const element = document.querySelector("camlucida-map");
    const answer = await element?.complete;
    if (!answer) throw new Error(`no element in ${markup}`);
    await expectPyTorch(answer);
    expect(gpuOpened).toHaveBeenCalledTimes(device === "gpu" ? 1 : 0);
    expect(answer.map).toMatchObject({ method: "grad-cam", layer: "layer4", class: { label: "tabby" } });
    expect(element?.shadowRoot?.querySelector("canvas")?.getAttribute("aria-label")).toContain("Evidence for tabby");
  });
}
