// Folders as models, laid out in a temporary one: which file of them is taken, and what they say where none can be.
import { writeSafetensors } from "@camlucida/tensor";
import { onnxFileOf, smallNetwork, tinyResnet } from "@camlucida/tensor/testing";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { loadingPlace } from "../testing/loading_place.ts";
import { whole } from "../testing/temporary.ts";
import { loadModel } from "./load.ts";

const place = loadingPlace();
const resnet = writeSafetensors(tinyResnet(), {});
const unknown = writeSafetensors(new Map([["vit.encoder.weight", { shape: [2], data: Float32Array.of(1, 2) }]]), {});
const onnx = onnxFileOf(smallNetwork);

/** A folder of these files. */
async function folderOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = join(place.folder.path, "my-model");
  await mkdir(join(folder, "onnx"), { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}

async function load(files: Readonly<Record<string, string | Uint8Array>>): Promise<{ path: string; name: string; beside: readonly string[] }> {
  const folder = await folderOf(files);
  const { path, name, beside, close } = await loadModel({ model: folder }, await place.start(whole(resnet)));
  close();
  return { path: path.slice(folder.length + 1), name, beside: beside.map((one) => `${one.name}: ${one.text}`) };
}

test.each<[taken: string, files: Readonly<Record<string, string | Uint8Array>>]>([
  ["model.safetensors", { "model.safetensors": resnet, "pytorch_model.bin": resnet, "onnx/model.onnx": onnx, "README.md": "" }],
  ["pytorch_model.bin", { "pytorch_model.bin": resnet, "training_args.bin": "x" }],
  ["onnx/model.onnx", { "onnx/model.onnx": onnx, "onnx/model_quantized.onnx": onnx }],
  ["onnx/model.onnx", { "model.safetensors": unknown, "onnx/model.onnx": onnx }], // whose names are not known
  ["best.safetensors", { "best.safetensors": resnet, "optimizer.pt": "x" }],
])("%s is taken of %j", async (taken, files) => {
  expect(await load(files)).toMatchObject({ path: taken, name: "my-model" });
});

test("who chooses an output means the graph, and is refused where there is none", async () => {
  const folder = await folderOf({ "model.safetensors": resnet, "onnx/model.onnx": onnx });
  const options = await place.start(whole(resnet));
  const { path, close } = await loadModel({ model: folder, output: "logits" }, options);
  close();
  expect(path).toBe(join(folder, "onnx/model.onnx"));
  await rm(join(folder, "onnx/model.onnx"));
  await expect(loadModel({ model: folder, output: "logits" }, options)).rejects.toMatchObject({ code: "checkpoint-output", message: expect.stringContaining("model.safetensors") as string });
});

test("what lies beside the model comes with it, of the folder around onnx too", async () => {
  const texts = { "preprocessor_config.json": "{}", "config.json": "[]" };
  expect((await load({ ...texts, "onnx/model.onnx": onnx })).beside).toEqual(["preprocessor_config.json: {}", "config.json: []"]);
  const folder = await folderOf({ ...texts, "model.safetensors": resnet });
  const { name, beside, close } = await loadModel({ model: join(folder, "model.safetensors") }, await place.start(whole(resnet)));
  close();
  expect([name, beside.map((one) => one.name)]).toEqual(["model", ["preprocessor_config.json", "config.json"]]);
});

test.each<[code: string, words: RegExp, files: Readonly<Record<string, string | Uint8Array>>]>([
  ["model-folder-empty", /without a model: it holds README\.md, config\.json, onnx\. Expected model\.safetensors/, { "README.md": "", "config.json": "{}" }],
  ["model-folder-empty", /A model in several parts is not read/, { "model-00001-of-00002.part": "" }],
  ["model-folder-several", /with 2 models: a\.pth, b\.onnx\. Give the path of one of them, such as .*a\.pth/, { "a.pth": resnet, "b.onnx": onnx }],
  ["checkpoint-truncated", /model\.safetensors: /, { "model.safetensors": resnet.subarray(0, 2000) }],
])("%s: %s", async (code, words, files) => {
  await expect(load(files)).rejects.toMatchObject({ code, message: expect.stringMatching(words) as string });
});

test("of a model whose names are not known, beside no graph, the file itself is loaded: whoever opens it says why it is refused", async () => {
  expect(await load({ "model.safetensors": unknown, "pytorch_model.bin": unknown })).toMatchObject({ path: "model.safetensors" });
});

test("a published file that is given by its path says what the manifest says of it", async () => {
  const options = await place.start(whole(resnet));
  const known = options.manifest.models.get("small") ?? expect.fail();
  const { createHash } = await import("node:crypto");
  const source = { ...known.source, kind: "download", url: "http://localhost/x.pth", bytes: resnet.length, bytesTolerance: 0, sha256: createHash("sha256").update(resnet).digest("hex").slice(0, 8) } as const;
  const manifest = { ...options.manifest, models: new Map([["inception", { ...known, source, transformInput: true } as const]]) };
  const folder = await folderOf({ "x.safetensors": resnet });
  const { checkpoint, close } = await loadModel({ model: join(folder, "x.safetensors") }, { ...options, manifest });
  close();
  expect(checkpoint.metadata).toMatchObject({ "camlucida.transform_input": "true", "camlucida.preprocessing": JSON.stringify(known.preprocessing) });
  expect(basename(folder)).toBe("my-model");
});
