// GPU memory held and seconds taken by one visit: ResNet-50 opened, then one image, a batch of 8, Grad-CAM at layer3, live video, inspection.
// `npm run memory` prints the table of docs/memory.md. Weights are seeded: bytes do not depend on their numbers.
//
// Bytes are those of every GPUBuffer and GPUTexture that has been created and not destroyed, by what they are for:
//   weights    read by shaders only; Winograd's forms of them counted apart
//   programs   inputs, intermediates, outputs, read-backs, uniforms
import process from "node:process";
import { imagenetPreprocessing, logitOf, methodNamed, openFrames, openNetwork, preprocess, unfusedGraph, viewOptions } from "../../packages/cam/src/index.ts";
import { openGpu, webGpuDevice, type Value } from "../../packages/tensor/src/index.ts";
import { checkpointOf } from "./network.ts";

type Purpose = "weights" | "winograd" | "programs";

/** Counts what a device holds, from now on. */
function heldBy(device: GPUDevice): Record<Purpose, number> {
  const held = { weights: 0, winograd: 0, programs: 0 };
  const counted = <T extends { destroy(): undefined }>(object: T, bytes: number, purpose: Purpose): T => {
    const destroy = object.destroy.bind(object);
    held[purpose] += bytes;
    let alive = true;
    object.destroy = () => {
      if (alive) held[purpose] -= bytes;
      alive = false;
      return destroy();
    };
    return object;
  };
  const [createBuffer, createTexture] = [device.createBuffer.bind(device), device.createTexture.bind(device)];
  device.createBuffer = (descriptor) => counted(createBuffer(descriptor), descriptor.size, purposeOf(descriptor));
  device.createTexture = (descriptor) => {
    const texture = createTexture(descriptor);
    return counted(texture, texture.width * texture.height * 4, "programs");
  };
  return held;
}

/** Weights are written once and never copied from. */
function purposeOf({ usage, label = "" }: GPUBufferDescriptor): Purpose {
  if (label.includes("(winograd weight)")) return "winograd";
  return usage === (GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST) ? "weights" : "programs";
}

const checkpoint = checkpointOf("resnet50");
const gpu = await openGpu();
const held = heldBy(gpu.device);
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1).padStart(7);

const parameters = [...checkpoint.tensors].filter(([name]) => !name.includes("running_")).reduce((sum, [, { data }]) => sum + 4 * data.length, 0);
process.stdout.write(`${gpu.report.name}; the checkpoint's weights are ${megabytes(parameters).trim()} MB\n\n`);
process.stdout.write("| after | weights MB | Winograd's forms MB | programs MB | all MB | seconds |\n|---|---:|---:|---:|---:|---:|\n");

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  const result = await work();
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  const { weights, winograd, programs } = held;
  process.stdout.write(`| ${what} | ${[weights, winograd, programs, weights + winograd + programs].map(megabytes).join(" | ")} | ${seconds.padStart(6)} |\n`);
  return result;
}

const device = webGpuDevice(gpu);
const photo = { width: 640, height: 480, data: new Uint8Array(640 * 480 * 4).fill(128) };
const { input } = preprocess(photo, imagenetPreprocessing, "crop");
const network = await timed("ResNet-50 opened", () => openNetwork(checkpoint, device));
const pass = await timed("one image", () => network.forward([input]));
await timed("a batch of 8", () => network.forward(Array.from({ length: device.batchSize }, () => input)));
await timed("Grad-CAM at layer3", () => pass.map({ method: methodNamed("grad-cam"), layer: "layer3" }, logitOf(0, network.classes)));
await timed("Layer-CAM at layer3", () => pass.map({ method: methodNamed("layer-cam"), layer: "layer3" }, logitOf(0, network.classes)));
const frames = await timed("live video, a frame of 640 × 480", async () => {
  const opened = await openFrames(network, { framing: "crop", view: viewOptions({ view: "signed" }) });
  await opened.explain(photo);
  return opened;
});
const inspection = await timed("layer by layer", async () => {
  const { graph, image, stages } = unfusedGraph(network.graph);
  const opened = await device.inspect(graph);
  await opened.run({ [image.name]: input });
  await opened.valueOf(stages["logits"] as Value);
  return opened;
});
await timed("everything disposed of", async () => {
  for (const each of [inspection, frames, pass, network]) each.dispose();
  await new Promise((resolve) => setTimeout(resolve, 100)); // programs are disposed of behind their promises
});
process.exit(0);
