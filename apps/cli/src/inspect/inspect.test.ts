// What `inspect` says of files of every kind, word by word where people read it.
import { type Checkpoint, type CheckpointTensor, loadCheckpoint, metadataKeys } from "@camlucida/tensor";
import { onnxFileOf, smallNetwork, tinyResnet } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";
import { fixture } from "../testing/files.ts";
import { type Inspected, inspectModel } from "./inspected.ts";
import { inspectedText } from "./inspect_text.ts";
import { layersTable } from "./tables.ts";
import { styleFor } from "../report/terminal.ts";

const style = styleFor({}, {}); // as in a pipe: 80 columns, no colours
const inspected = (checkpoint: Checkpoint, labels?: readonly string[]): Inspected => inspectModel({ name: "my", checkpoint, labels });
const linesOf = (found: Inspected, format?: "zip" | "onnx"): string[] => inspectedText(found, { path: "my.pth", bytes: 46_827_520, format }, style).split("\n");
/** The text that stands beside a name in the first column, on one line. */
function fact(lines: readonly string[], name: string): string {
  const first = lines.findIndex((line) => line.startsWith(`  ${name} `));
  const more = lines.slice(first + 1).findIndex((line) => !line.startsWith(" ".repeat(18)));
  return [lines[first]?.slice(2 + name.length), ...lines.slice(first + 1, first + 1 + more)].join(" ").replace(/\s+/g, " ").trim();
}

test("a state dict, as people read it", async () => {
  const found = inspected(await loadCheckpoint(fixture("conventions/plain.pth")));
  expect(linesOf(found, "zip")).toEqual([
    "my.pth  46.8 MB, PyTorch",
    "",
    "  network         resnet (1+1+1+1 basic blocks), by the names and shapes of its",
    "                  tensors",
    "  input           224 × 224 pixels, 3 channels",
    "  preprocessing   RGB / 255, less 0.485 0.456 0.406, divided by 0.229 0.224",
    "                  0.225 (as ImageNet's networks have it; the file does not say)",
    "  classes         5: class 0, class 1, class 2, … (nobody has named them:",
    "                  --labels FILE)",
    "  parameters      2,958 in 38 tensors, 11.8 kB as float32, beside 132 numbers",
    "                  that batch-norms measured",
    "  multiply-adds   8.78 M for one image",
    "  CAM             exact: only a mean over positions and one linear layer lie",
    "                  behind layer4, so that the map's mean and the bias make the",
    "                  logit",
    "  by default      --method cam --layer layer4",
    "",
    "  layers, as --layer takes them",
    "    stem      relu  112 × 112 × 4",
    "    layer1    relu   56 ×  56 × 4",
    "    layer2    relu   28 ×  28 × 5",
    "    layer3    relu   14 ×  14 × 6",
    "    layer4    relu    7 ×   7 × 7",
    "    layer1.0  relu   56 ×  56 × 4",
    "    layer2.0  relu   28 ×  28 × 5",
    "    layer3.0  relu   14 ×  14 × 6",
    "    layer4.0  relu    7 ×   7 × 7",
    "",
  ]);
});

test("what the file itself says, what is left unread, and a choice between state dicts", () => {
  const tensors = new Map(tinyResnet()).set("criterion.weight", vector(3));
  const metadata = { [metadataKeys.labels]: "cat\ndog\nbird", [metadataKeys.preprocessing]: '{"order":"BGR","scale":1,"mean":[103,116,123],"std":[1,1,1]}' };
  const found = inspected({ tensors, metadata, skipped: [], choice: { taken: "ema", others: ["model"] } }, ["cat", "dog", "bird"]);
  const lines = linesOf(found);
  expect(fact(lines, "preprocessing")).toBe("BGR, less 103 116 123, divided by 1 1 1 (from the file)");
  expect(fact(lines, "classes")).toBe("3: cat, dog, bird (from the file)");
  expect(fact(lines, "left unread")).toBe("criterion.weight: no class depends on it");
  expect(fact(lines, "state dict")).toBe("ema, and not model");
});

test("who says how photographs are prepared: not who asks for a size alone, and of grey nobody", async () => {
  const plain = await loadCheckpoint(fixture("conventions/plain.pth"));
  const asked = linesOf(inspectModel({ name: "my", checkpoint: plain, labels: undefined, input: { height: 96, width: 128 } }));
  expect(fact(asked, "input")).toBe("96 pixels high, 128 wide, 3 channels");
  expect(fact(asked, "preprocessing")).toMatch(/\(as ImageNet's networks have it; the file does not say\)$/);
  const grey = linesOf(inspected(await loadCheckpoint(fixture("opening/grey.pth"))));
  expect(fact(grey, "preprocessing")).toBe("L / 255, less 0.5, divided by 0.5 (nobody says how grey is prepared: --preprocess FILE does)");
});

test("an ONNX file: who wrote it, its operators, which output is explained and what is skipped", async () => {
  const nodes = [...(smallNetwork.nodes ?? []), { op: "Softmax", inputs: ["logits"], outputs: ["probabilities"] }];
  const outputs = [["features", ["N", 4, "H", "W"]], ["probabilities", ["N", 2]]] as const;
  const found = inspected(await loadCheckpoint(onnxFileOf({ ...smallNetwork, nodes, outputs })));
  const lines = linesOf(found, "onnx");
  expect(fact(lines, "network")).toBe("described by the file itself, written by by hand, opset 13: 1 Conv, 1 Relu, 1 GlobalAveragePool, 1 Flatten, 1 Gemm, 1 Softmax");
  expect(fact(lines, "output")).toBe("probabilities; the Softmax at its end is skipped, since logits are explained; others, for --output: features");
  expect(fact(lines, "by default")).toBe("--method cam --layer relu");
  // 112 · 112 positions of 4 channels, 27 multiply-adds each; 2 classes of 4
  expect(found).toMatchObject({ ok: true, network: { multiplyAdds: 112 * 112 * 4 * 27 + 8, parameters: { count: 122, statistics: 0 }, input: { height: 224, width: 224, channels: 3 } } });
});

test("what is not defined for a network, and why", async () => {
  const nodes = (smallNetwork.nodes ?? []).map((node) => (node.op === "Relu" ? { ...node, op: "Elu", name: "elu" } : node));
  const hidden = { op: "Relu", inputs: ["pooled"], outputs: ["positive"] };
  const withHidden = nodes.flatMap((node) => (node.op === "Flatten" ? [hidden, { ...node, inputs: ["positive"] }] : [node]));
  const found = inspected(await loadCheckpoint(onnxFileOf({ ...smallNetwork, nodes: withHidden })));
  const lines = linesOf(found);
  expect(fact(lines, "CAM")).toMatch(/^not defined: behind elu lie global_average_pool, relu, .*linear; class maps are defined where/);
  expect(fact(lines, "by default")).toBe("--method grad-cam --layer elu");
  expect(fact(lines, "not defined")).toMatch(/^Guided backpropagation, Guided Grad-CAM: "features" is made by elu, and guided backpropagation is defined for ReLUs/);
  expect(found).toMatchObject({ network: { refusedMethods: [{ name: "cam", code: "no-class-maps" }, { name: "guided-backpropagation", code: "no-guided-gradient" }, { name: "guided-grad-cam" }] } });
});

test("a file that is refused is told as far as it is understood, with the reason", async () => {
  const tensors = new Map([["net.body.0.weight", vector(4, 3, 3, 3)], ["net.body.0.bias", vector(4)], ["net.head.weight", vector(2, 4)]]);
  const found = inspected({ tensors, metadata: {}, skipped: ["net.steps"] });
  expect(found).toMatchObject({ ok: false, error: { code: "checkpoint-architecture" }, contents: { tensors: 3, numbers: 120 } });
  const lines = linesOf(found, "zip");
  expect(fact(lines, "holds")).toBe("3 tensors, 120 numbers; beside them 1 tensor of whole numbers");
  expect(lines.slice(lines.indexOf("  tensors") + 1).slice(0, 2)).toEqual([
    "    net.body.0  2 tensors  112  net.body.0.weight [4, 3, 3, 3]",
    "    net.head     1 tensor    8  net.head.weight [2, 4]",
  ]);
  expect(lines.join(" ")).toMatch(/✗ .*\(checkpoint-architecture\)/);

  const recurrent = [...(smallNetwork.nodes ?? []).slice(0, 2), { op: "LSTM", name: "memory", inputs: ["features"], outputs: ["logits"] }];
  const onnx = inspected(await loadCheckpoint(onnxFileOf({ ...smallNetwork, nodes: recurrent })));
  expect(fact(linesOf(onnx), "not computed")).toBe("1 LSTM");
  expect(fact(linesOf(onnx), "inputs")).toBe("image [N, 3, H, W]");
  expect(onnx).toMatchObject({ ok: false, error: { code: "checkpoint-unsupported", message: expect.stringContaining("Recurrent networks") as string } });
});

test("many tensors are told by as many words of their names as make a table that can be read", () => {
  const names = Array.from({ length: 300 }, (_, at) => `encoder.stage${at % 6}.block${at % 50}.part${at}.weight`);
  const found = inspected({ tensors: new Map(names.map((name) => [name, vector(2)])), metadata: {}, skipped: [] });
  expect(found).toMatchObject({ contents: { groups: [0, 1, 2, 3, 4, 5].map((at) => ({ name: `encoder.stage${at}`, tensors: 50, numbers: 100 })) } });
});

test("of many layers the last are printed, and how to see all", () => {
  const layers = Array.from({ length: 70 }, (_, at) => ({ name: `layer ${at}`, kind: "conv", height: 100 - at, width: 8, channels: 16, isStage: true }));
  const lines = layersTable(layers, 64, style);
  expect([lines.length, lines[0], lines[1], lines.at(-1)]).toEqual([65, "    … 6 before these; all: --list-layers", "    layer 6   conv  94 × 8 × 16", "    layer 69  conv  31 × 8 × 16"]);
  expect(layersTable(layers, Infinity, style)).toHaveLength(70);
});

test("labels that do not fit are the caller's mistake, not the file's", () => {
  const checkpoint = { tensors: tinyResnet(), metadata: {}, skipped: [] };
  expect(() => inspectModel({ name: "my", checkpoint, given: ["one"], labels: undefined })).toThrow(expect.objectContaining({ code: "labels-wrong-length" }) as Error);
});

function vector(...shape: readonly number[]): CheckpointTensor {
  return { shape, data: new Float32Array(shape.reduce((product, length) => product * length, 1)) };
}
