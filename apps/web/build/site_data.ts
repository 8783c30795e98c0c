// What the page fetches beside its code: the model in parts, the samples, and what the model sees in them.
//
//   deno run … build/site_data.ts --out FOLDER [--model NAME | FILE]
import { evidenceFor, openNetwork, preprocess } from "@camlucida/cam";
import { type CheckpointTensor, metadataKeys, openReference, openWasm, writeSafetensors } from "@camlucida/tensor";
import { cacheFolder, type LoadedModel, loadModel, shippedManifest } from "@camlucida/weights";
import type { ModelPart, ModelVariant } from "@camlucida/weights/browser";
import { decodeImage } from "camlucida/internal";
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join, parse } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";

const samples = new URL("../../../samples/", import.meta.url);

const { values } = parseArgs({ options: { out: { type: "string" }, model: { type: "string" } } });
if (values.out === undefined) throw new Error("--out FOLDER is missing: where the page's data go.");
const model = await loadModel({ model: values.model }, {
  cacheFolder: () => cacheFolder(process.env, process.platform),
  log: (line) => void process.stderr.write(`${line}\n`),
  progress: ({ task, received, total }) => void process.stderr.write(`\r${task} ${(received / 1e6).toFixed(1)} of ${(total / 1e6).toFixed(1)} MB${received === total ? "\n" : ""}`),
});
await writeModels(model, join(values.out, "models"));
await writeSamples(model, join(values.out, "samples"));
model.close();

/** The model as it is, and in half precision. */
async function writeModels({ name, path, checkpoint, labels }: LoadedModel, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const entry = shippedManifest().models.get(name);
  const metadata = { ...checkpoint.metadata, ...(labels === undefined ? {} : { [metadataKeys.labels]: labels.join("\n") }) };
  const exact = path.endsWith(".safetensors") ? new Uint8Array(await readFile(path)) : writeSafetensors(checkpoint.tensors, metadata);
  const variants = [
    { precision: "float32", ...(await writeParts(exact, `${name}.float32`, folder)) },
    { precision: "float16", ...(await writeParts(writeSafetensors(checkpoint.tensors, metadata, halved), `${name}.float16`, folder)) },
  ];
  await place(join(folder, "index.json"), JSON.stringify({ models: [{ name, title: entry?.title ?? name, licence: entry?.licence ?? "unknown", variants }] }));
}

/** The photographs, and what the model sees in each: float32 [logits], [bias], [h, w, classes] class maps. */
async function writeSamples({ name: model, checkpoint, labels }: LoadedModel, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const device = openWasm({ threads: navigator.hardwareConcurrency }) ?? openReference();
  const network = await openNetwork(checkpoint, device);
  const listed = [];
  for (const { file, title, credit } of await attributions()) {
    const bytes = await readFile(new URL(file, samples));
    const image = await decodeImage(bytes);
    const { input } = preprocess(image, network.preprocessing, "squash");
    const { prediction: sight } = await network.forward([input]);
    if (evidenceFor(sight, network, sight.ranking[0] ?? 0).residual > 0.01) throw new Error(`${file}: the map does not add up to the logit.`);
    const { name } = parse(file);
    const sightFile = `${name}.sight`;
    await place(join(folder, file), bytes);
    await place(join(folder, sightFile), bytesOf([sight.logits, network.bias, sight.classMaps]));
    listed.push({ name, file, title, credit, width: image.width, height: image.height, sight: { file: sightFile, mapWidth: sight.mapWidth, mapHeight: sight.mapHeight } });
  }
  const names = labels ?? Array.from({ length: network.classes }, (_, index) => `class ${index}`);
  network.dispose();
  device.dispose();
  await place(join(folder, "index.json"), JSON.stringify({ model, labels: names, samples: listed }));
}

/** Rows of samples/ATTRIBUTION.md: | `file` | shows | size | licence and author | */
async function attributions(): Promise<{ file: string; title: string; credit: string }[]> {
  const text = await readFile(new URL("ATTRIBUTION.md", samples), "utf8");
  return [...text.matchAll(/^\| `([\w.-]+)` \| ([^|]+) \| [^|]+ \| ([^|]+) \|$/gm)].map(([, file = "", title = "", credit = ""]) => ({ file, title: title.trim(), credit: credit.trim() }));
}

function bytesOf(arrays: readonly Float32Array[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * arrays.reduce((sum, { length }) => sum + length, 0)));
  let at = 0;
  for (const array of arrays) for (const value of array) view.setFloat32(4 * at++, value, true);
  return new Uint8Array(view.buffer);
}

/**
 * Of a file in parts, `name.DIGEST.000` …: small enough for every file host, and for a download that goes on where it
 * was interrupted.
 */
async function writeParts(file: Uint8Array, name: string, folder: string): Promise<Omit<ModelVariant, "precision">> {
  const most = 16 * 2 ** 20; // bytes
  const parts: ModelPart[] = [];
  const sha256 = digestOf(file);
  for (let at = 0; at < file.length; at += most) {
    const data = file.subarray(at, at + most);
    const part = { path: `${name}.${sha256.slice(0, 8)}.${String(parts.length).padStart(3, "0")}`, bytes: data.length, sha256: digestOf(data) };
    await place(join(folder, part.path), data);
    parts.push(part);
  }
  return { bytes: file.length, sha256, parts };
}

/** A file of the site: whole or not at all, and left alone where it is there already. */
async function place(path: string, content: string | Uint8Array): Promise<void> {
  const there = await readFile(path).then(digestOf, () => undefined);
  if (there === digestOf(content)) return;
  await writeFile(`${path}.part`, content);
  await rename(`${path}.part`, path);
}

/** SHA-256, 64 hex digits. */
function digestOf(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/**
 * Which tensors are stored in half precision: the convolutions' and fc's weights, which are nearly all of a file.
 * Biases and batch-norm statistics are few, and an error in them shifts a whole channel.
 */
function halved(name: string, { shape, data }: CheckpointTensor): "F16" | "F32" {
  return name.endsWith("weight") && shape.length > 1 && data.every((value) => Math.abs(value) < 65_504) ? "F16" : "F32";
}
