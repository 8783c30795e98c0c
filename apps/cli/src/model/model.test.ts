import { type CheckpointTensor, writeSafetensors } from "@camlucida/tensor";
import { tinyResnet } from "@camlucida/tensor/testing";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inFolder } from "../testing/files.ts";
import { cpuDevice } from "./devices.ts";
import { choiceLine, type ModelOptions, openModel, readLabelsFile, readModel } from "./model.ts";

const asked: ModelOptions = { model: undefined, stem: undefined, padding: undefined, output: undefined, input: undefined, preprocess: undefined, labels: undefined, classes: [{ kind: "top", count: 1 }], contrasts: [], similarTo: [], crop: false, target: "logit", layers: ["layer4"], detail: "quiet" };

/** Reads a tiny ResNet of three classes, in which `change` stands instead of what was there. */
async function read(options: Partial<ModelOptions>, change: Record<string, CheckpointTensor> = {}): Promise<void> {
  await inFolder([], async (folder) => {
    const model = join(folder, "tiny.safetensors");
    await writeFile(model, writeSafetensors(new Map([...tinyResnet(), ...Object.entries(change)]), {}));
    const files = await readModel({ ...asked, model, ...options });
    try {
      const network = await openModel(files, { weights: "for one step", othersAtWork: undefined }, cpuDevice("a test"), (_, failure) => Promise.reject(failure));
      network.network.dispose();
    } finally {
      files.close();
    }
  });
}

test("classes and layers that a model has not are refused before it is opened", async () => {
  await expect(read({ classes: [{ kind: "index", index: 3 }] })).rejects.toThrow(/no class 3: the model has 3/);
  await expect(read({ layers: ["layer4", "layer2.7"] })).rejects.toThrow('There is no layer "layer2.7": layer2 has 2 blocks, layer2.0 … layer2.1.');
  await expect(read({ layers: ["stem", "layer2.1"] })).resolves.toBeUndefined();
});

test("a mistyped class of a model that is known by name is told before the model is obtained", async () => {
  await inFolder([], async (folder) => {
    const before = process.env["CAMLUCIDA_CACHE"];
    process.env["CAMLUCIDA_CACHE"] = folder; // empty
    try {
      await expect(readModel({ ...asked, classes: [{ kind: "label", text: "egiptian" }] })).rejects.toThrow(/Did you mean "Egyptian cat"/);
      await expect(readModel({ ...asked, model: "resnet50", classes: [{ kind: "index", index: 1000 }] })).rejects.toThrow(/no class 1000/);
    } finally {
      if (before === undefined) delete process.env["CAMLUCIDA_CACHE"];
      else process.env["CAMLUCIDA_CACHE"] = before;
    }
  });
});

test.each([
  ["layer3.1.conv2.weight", [12, 12, 5, 5]],
  ["layer2.0.downsample.0.weight", [8, 4, 3, 3]],
])("tensors that fit no network: %s as %j makes the model unusable", async (name, shape) => {
  const tensor = { shape, data: new Float32Array(shape.reduce((product, side) => product * side, 1)) };
  await expect(read({}, { [name]: tensor })).rejects.toThrow(expect.objectContaining({
    code: "checkpoint-wrong-shape", message: expect.stringContaining(`tiny.safetensors: "${name}" is [${shape.join(", ")}]; this network expects`) as string,
  }));
});

test("what the command says of the stem goes before what the file says", async () => {
  const stem = { "conv1.weight": { shape: [4, 3, 3, 3], data: new Float32Array(4 * 27) } };
  await expect(read({}, stem)).rejects.toThrow(expect.objectContaining({
    code: "checkpoint-stem", message: expect.stringMatching(/tiny\.safetensors: .* --stem stride=1,pool=none .* --stem stride=1,pool=max/) as string,
  }));
  await expect(read({ stem: "stride=2,pool=max" }, stem)).resolves.toBeUndefined();
});

test("of several state dicts in a file, the one that is explained is said", () => {
  expect(choiceLine("my.pth", { taken: "state_dict", others: ["state_dict_ema"] })).toBe(
    'my.pth holds 2 state dicts: "state_dict" is explained, not "state_dict_ema". To explain the other, in Python: torch.save(checkpoint["state_dict_ema"], "other.pth")');
});

const code = (name: string): unknown => expect.objectContaining({ code: name });

test("a file: read, missing, not text, too large", async () => {
  await inFolder([], async (folder) => {
    const path = join(folder, "labels.txt");
    await expect(readLabelsFile(path)).rejects.toThrow(code("labels-unreadable"));
    await writeFile(path, "a\nb\n");
    expect(await readLabelsFile(path)).toEqual(["a", "b"]);
    await writeFile(path, Uint8Array.of(0x89, 0x50, 0xff));
    await expect(readLabelsFile(path)).rejects.toThrow(code("labels-unreadable"));
    await writeFile(path, new Uint8Array(9 * 1024 * 1024));
    await expect(readLabelsFile(path)).rejects.toThrow(code("labels-too-large"));
    await writeFile(path, "a\n\nb");
    await expect(readLabelsFile(path)).rejects.toThrow(/labels\.txt cannot be used/);
  });
});
