// Files that are damaged, or made to harm: each is read, or refused by a CheckpointError, in little time and memory.
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { CheckpointError } from "../graph/errors.ts";
import { field, graphMessage, onnxFileOf, smallNetwork, type ModelSpelling, type NodeSpelling, type OnnxTensorSpelling } from "../testing/onnx.ts";
import { readFixtureBytes } from "../testing/index.ts";
import { readOnnx } from "./model.ts";
import { onnxNetwork } from "./network.ts";

/** Reads all of it: nodes, numbers, network. */
function readWhole(bytes: Uint8Array, size: readonly [number, number]): void {
  const model = readOnnx(bytes);
  for (const tensor of model.initializers.values()) {
    if (tensor.kind === "other") continue;
    expect(tensor.data.length).toBe(tensor.shape.reduce((product, length) => product * length, 1));
    expect(tensor.exact().length).toBe(tensor.data.length);
  }
  const { graph } = onnxNetwork(model, { size });
  for (const parameter of graph.parameters.values()) parameter.write(new Float32Array(parameter.length));
}

/** The code with which a file is refused, in a message that can be printed; "" where it is read. */
function codeOf(bytes: Uint8Array, size: readonly [number, number] = [9, 11]): string {
  try {
    readWhole(bytes, size);
    return "";
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    expect(error.message.length).toBeLessThan(1200);
    // oxlint-disable-next-line no-control-regex -- a file must not reach the terminal with control characters
    expect(error.message).not.toMatch(/[\u0000-\u001f\u007f]/);
    return error.code;
  }
}

const codeFor = (model: ModelSpelling): string => codeOf(onnxFileOf({ ...smallNetwork, ...model }));

/** The small network with nodes before its own. */
const withNodes = (...nodes: readonly NodeSpelling[]): ModelSpelling => ({ nodes: [...nodes, ...(smallNetwork.nodes ?? [])] });

const small = onnxFileOf(smallNetwork);
const exported = await readFixtureBytes(import.meta.url, "./fixtures/shuffle_17.onnx");

describe("damaged", () => {
  it("is read whole", () => expect([codeOf(small), codeOf(exported, [21, 16])]).toEqual(["", ""]));

  it("is refused where it is cut short, at any byte", () => {
    const codes = new Map<string, number>();
    for (let length = 0; length < small.length; length++) {
      const code = codeOf(small.subarray(0, length));
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
    // Between two fields of the outermost message a file ends as files do: without a graph, without its opset, without metadata.
    expect(Object.fromEntries([...codes].filter(([code]) => code !== "checkpoint-truncated"))).toEqual({ "": 1, "checkpoint-empty": 3, "checkpoint-unsupported": 1 });
  });

  it.each([["by hand", small, [9, 11]], ["by PyTorch", exported, [21, 16]]] as const)("is read or refused with any bytes changed, written %s", (_, file, size) => {
    const edit = fc.record({ kind: fc.constantFrom("set", "flip", "move"), at: fc.nat(), value: fc.nat() });
    fc.assert(fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
      const copy = file.slice();
      for (const { kind, at, value } of edits) {
        const place = at % copy.length;
        if (kind === "move") copy.copyWithin(place, value % copy.length, (value % copy.length) + 16);
        else copy[place] = kind === "set" ? value : (copy[place] as number) ^ (1 << (value % 8));
      }
      codeOf(copy, size);
    }), { numRuns: 2500 });
  });

  it("is read or refused with any one byte of its structure changed", () => {
    for (let at = 0; at < small.length; at++) for (const value of [0x00, 0x7f, 0xff]) {
      const copy = small.slice();
      copy[at] = value;
      codeOf(copy);
    }
  });
});

it("takes no other texts than words, as they stand in messages", () => {
  const behind = (smallNetwork.nodes ?? []).map((node) => ({ ...node, inputs: node.inputs.map((name) => (name === "image" ? "a" : name)) }));
  for (const mode of ["\u0000eflect", "reflect\n", "r".repeat(41)]) {
    expect(codeFor({ nodes: [{ op: "Pad", inputs: ["image"], outputs: ["a"], attributes: { mode, pads: [0, 0, 1, 1, 0, 0, 1, 1] } }, ...behind] })).toBe("checkpoint-corrupt");
  }
});

describe("names", () => {
  const relu = (input: string, output: string): NodeSpelling => ({ op: "Relu", inputs: [input], outputs: [output] });

  it.each<[string, ModelSpelling]>([
    ["a node that reads its own output", withNodes(relu("a", "a"))],
    ["a circle of three", withNodes(relu("a", "b"), relu("b", "c"), relu("c", "a"))],
    ["an input that is given nowhere", withNodes(relu("nothing", "a"))],
    ["an output that is given nowhere", { outputs: ["nothing"] }],
    ["two nodes of one output", withNodes(relu("image", "a"), relu("image", "a"))],
    ["a node that gives an input", withNodes(relu("conv.bias", "image"))],
    ["two tensors of one name", { tensors: [...(smallNetwork.tensors ?? []), { name: "fc.bias", shape: [1], floats: [1] }] }],
  ])("refuses %s", (_, model) => expect(codeFor(model)).toBe("checkpoint-corrupt"));

  it("puts nodes in order", () => expect(codeFor({ nodes: smallNetwork.nodes?.toReversed() ?? [] })).toBe(""));

  it("says where a circle is", () => {
    expect(() => readOnnx(onnxFileOf({ inputs: {}, nodes: [relu("b", "a"), relu("a", "b")], outputs: ["a"] }))).toThrow(/Relu node "a" at byte \d+ waits for its own output/);
  });
});

describe("sizes", () => {
  const tensor = (fields: OnnxTensorSpelling): ModelSpelling => ({ tensors: [...(smallNetwork.tensors ?? []), { name: "x", ...fields }] });

  it.each<[string, ModelSpelling]>([
    ["2⁶³ elements", tensor({ shape: [1n << 63n], floats: [1] })],
    ["2⁶² elements by two axes", tensor({ shape: [1n << 31n, 1n << 31n], floats: [1] })],
    ["a negative length", tensor({ shape: [-1], floats: [1] })],
    ["33 axes", tensor({ shape: Array.from({ length: 33 }, () => 1), floats: [1] })],
    ["bytes too few", tensor({ shape: [2], floats: [1] })],
    ["bytes too many", tensor({ shape: [1], floats: [1, 2] })],
    ["no bytes", tensor({ shape: [1] })],
    ["a list too short", tensor({ shape: [3], type: 7, fields: [field(7, Uint8Array.of(1, 2))] })],
    ["a segment", tensor({ shape: [1], floats: [1], fields: [field(3, new Uint8Array())] })],
  ])("refuses a tensor of %s", (_, model) => expect(codeFor(model)).toBe("checkpoint-corrupt"));

  it.each<[string, ModelSpelling, string]>([
    ["an image of 2⁶² channels", { inputs: { image: ["N", 1n << 62n, "H", "W"] } }, "checkpoint-unsupported"],
    ["no batch, no channels", { inputs: { image: [0, 0, 0, 0] } }, "checkpoint-unsupported"],
    ["strides of 0", withConv({ strides: [0, 0] }), "checkpoint-unsupported"],
    ["pads of 2⁶⁰", withConv({ pads: [2 ** 60, 2 ** 60, 2 ** 60, 2 ** 60] }), "checkpoint-unsupported"],
    ["pads of 2⁴⁰", withConv({ pads: [2 ** 40, 2 ** 40, 2 ** 40, 2 ** 40] }), "checkpoint-unsupported"],
    ["pads below 0", withConv({ pads: [-1, -1, -1, -1] }), "checkpoint-corrupt"],
    ["0 groups", withConv({ group: 0 }), "checkpoint-corrupt"],
    ["a kernel larger than the image", withConv({ pads: [0, 0, 0, 0], dilations: [9, 9] }), "checkpoint-wrong-shape"],
  ])("refuses %s", (_, model, code) => expect(codeFor(model)).toBe(code));

  function withConv(attributes: NonNullable<NodeSpelling["attributes"]>): ModelSpelling {
    const [conv, ...others] = smallNetwork.nodes as [NodeSpelling, ...NodeSpelling[]];
    return { nodes: [{ ...conv, attributes }, ...others] };
  }
});

describe("memory", () => {
  const shape = (name: string, ...ints: number[]): NodeSpelling => ({ op: "Constant", inputs: [], outputs: [name], attributes: { value: { tensor: { shape: [ints.length], ints } } } });
  /** The bias of the last layer is what the nodes make. */
  const asBias = (...nodes: readonly NodeSpelling[]): ModelSpelling => {
    const own = smallNetwork.nodes ?? [];
    return { nodes: [...nodes, ...own.slice(0, -1), { ...(own.at(-1) as NodeSpelling), inputs: ["row", "fc.weight", "made"] }] };
  };

  it.each<[string, NodeSpelling[]]>([
    ["ConstantOfShape", [shape("s", 2 ** 20, 2 ** 20), { op: "ConstantOfShape", inputs: ["s"], outputs: ["made"] }]],
    ["Range", [shape("s", 1), ...["from", "to", "by"].map((name, at): NodeSpelling => ({ op: "Constant", inputs: [], outputs: [name], attributes: { value_int: [0, 2 ** 50, 1][at] as number } })), { op: "Range", inputs: ["from", "to", "by"], outputs: ["made"] }]],
    ["Concat of itself, forty times", Array.from({ length: 40 }, (_, at): NodeSpelling => ({ op: "Concat", inputs: [at === 0 ? "fc.bias" : `c${at}`, at === 0 ? "fc.bias" : `c${at}`], outputs: [at === 39 ? "made" : `c${at + 1}`], attributes: { axis: 0 } }))],
    ["broadcasting", [shape("s", 4096, 1), shape("t", 1, 4096), { op: "ConstantOfShape", inputs: ["s"], outputs: ["a"] }, { op: "ConstantOfShape", inputs: ["t"], outputs: ["b"] }, { op: "Add", inputs: ["a", "b"], outputs: ["made"] }]],
  ])("refuses what %s would make", (_, nodes) => expect(codeFor(asBias(...nodes))).toBe("checkpoint-unsafe"));

  it("refuses sums of one large tensor again and again", () => {
    const add = (at: number): NodeSpelling[] => [
      { op: "ReduceSum", inputs: ["large"], outputs: [`r${at}`] }, { op: "Add", inputs: [at === 0 ? "fc.bias" : `a${at}`, `r${at}`], outputs: [at === 2999 ? "made" : `a${at + 1}`] },
    ];
    const nodes = Array.from({ length: 3000 }, (_, at) => add(at)).flat();
    expect(codeFor(asBias(shape("s", 2 ** 18), { op: "ConstantOfShape", inputs: ["s"], outputs: ["large"] }, ...nodes))).toBe("checkpoint-unsafe");
  });

  it("finds the last of 3000 outputs that lead to one another", () => {
    const own = smallNetwork.nodes ?? [];
    const relus = Array.from({ length: 3000 }, (_, at): NodeSpelling => ({ op: "Relu", inputs: [at === 0 ? "logits" : `r${at}`], outputs: [`r${at + 1}`] }));
    const file = readOnnx(onnxFileOf({ ...smallNetwork, nodes: [...own, ...relus], outputs: relus.flatMap(({ outputs }) => outputs) }));
    expect(onnxNetwork(file).output).toBe("r3000");
  });

  it("refuses pools that would take an hour to lay out", () => {
    const own = smallNetwork.nodes ?? [];
    const pools = Array.from({ length: 1000 }, (_, at): NodeSpelling => ({ op: "MaxPool", inputs: [at === 0 ? "image" : `p${at}`], outputs: [`p${at + 1}`], attributes: { kernel_shape: [8191, 1], pads: [4095, 0, 4095, 0] } }));
    const bytes = onnxFileOf({ ...smallNetwork, nodes: [...pools, { ...(own[0] as NodeSpelling), inputs: ["p1000", "conv.weight", "conv.bias"] }, ...own.slice(1)] });
    expect(codeOf(bytes, [16384, 1])).toBe("checkpoint-unsafe");
  });

  it.each([["nodes", 0x0a], ["weights", 0x2a]])("refuses more %s than any network has", (_, tag) => {
    const messages = new Uint8Array(2 ** 21); // an empty one each two bytes
    for (let at = 0; at < messages.length; at += 2) messages[at] = tag;
    expect(codeOf(field(7, messages))).toBe("checkpoint-unsafe");
  });

  it("reads 3·10⁴ nodes, in order or not", () => {
    const [first, ...others] = smallNetwork.nodes as [NodeSpelling, ...NodeSpelling[]];
    const relus = Array.from({ length: 3e4 }, (_, at): NodeSpelling => ({ op: at % 2 ? "Relu" : "Identity", inputs: [at === 0 ? "image" : `r${at}`], outputs: [`r${at + 1}`] }));
    const nodes = [...relus, { ...first, inputs: ["r30000", "conv.weight", "conv.bias"] }, ...others];
    expect(codeFor({ nodes })).toBe("");
    expect(codeFor({ nodes: nodes.toReversed() })).toBe("");
  });

  it("does not go down into graphs within nodes, however deep", () => {
    let graph = graphMessage({ nodes: [{ op: "Relu", inputs: ["x"], outputs: ["y"] }] });
    for (let depth = 0; depth < 2000; depth++) graph = graphMessage({ nodes: [{ op: "If", inputs: ["c"], outputs: ["y"], attributes: { then_branch: { graph } } }] });
    const [, ...others] = smallNetwork.nodes as [NodeSpelling, ...NodeSpelling[]];
    const nodes: NodeSpelling[] = [{ op: "If", inputs: ["image"], outputs: ["convolved"], attributes: { then_branch: { graph } } }, ...others];
    expect(codeFor({ nodes })).toBe("checkpoint-unsupported");
  });
});

describe("files beside the model", () => {
  const beside = (entries: Readonly<Record<string, string>>): Uint8Array => {
    const fields = Object.entries(entries).map(([key, value]) => field(13, joined(field(1, key), field(2, value))));
    return onnxFileOf({ ...smallNetwork, tensors: (smallNetwork.tensors ?? []).map((tensor) => (tensor.name === "fc.bias" ? { name: "fc.bias", shape: [2], fields: [...fields, field(14, 1)] } : tensor)) });
  };
  const joined = (a: Uint8Array, b: Uint8Array): Uint8Array => Uint8Array.of(...a, ...b);
  const numbers = new Uint8Array(Float32Array.of(0, 5, 6).buffer);
  const read = (entries: Readonly<Record<string, string>>, asked: string[] = []): Float32Array | undefined => {
    const { initializers } = readOnnx(beside(entries), { files: (name) => (asked.push(name), name === "weights.data" ? numbers : undefined) });
    return initializers.get("fc.bias")?.data;
  };

  it("reads numbers from there", () => {
    expect(read({ location: "weights.data", offset: "4" })).toEqual(Float32Array.of(5, 6));
    expect(read({ location: "./weights.data", offset: "4", length: "8", checksum: "whatever" })).toEqual(Float32Array.of(5, 6));
  });

  it.each([
    "../../etc/passwd", "/etc/passwd", "a/../../b", "..", "C:\\weights", "C:weights", "a\\..\\b", "\\\\server\\share", "file:///etc/passwd", "https://example.org/x", "a\u0000b", "", ".",
  ])("never asks for %j", (location) => {
    const asked: string[] = [];
    expect(() => read({ location }, asked)).toThrow(expect.objectContaining({ code: "checkpoint-unsafe" }));
    expect(asked).toEqual([]);
  });

  it("never asks for a name of 2000 letters", () => expect(() => read({ location: "x".repeat(2000) })).toThrow(expect.objectContaining({ code: "checkpoint-unsafe" })));

  it.each([
    ["a file that is not there", { location: "other.data" }, "checkpoint-missing-data"],
    ["more than the file has", { location: "weights.data", offset: "8" }, "checkpoint-truncated"],
    ["an offset beyond it", { location: "weights.data", offset: "999999999999999" }, "checkpoint-truncated"],
    ["an offset below 0", { location: "weights.data", offset: "-4" }, "checkpoint-corrupt"],
    ["an offset in words", { location: "weights.data", offset: "0x4" }, "checkpoint-corrupt"],
    ["another length than its own", { location: "weights.data", length: "4" }, "checkpoint-corrupt"],
  ])("refuses %s", (_, entries, code) => expect(() => read(entries)).toThrow(expect.objectContaining({ code })));

  it("names the missing file", () => expect(() => read({ location: "other.data" })).toThrow(/tensor "fc\.bias" lie in "other\.data"/));
});

test("what is not computed is named with its operator, its node and its opset, and what would help", () => {
  const [, relu, ...others] = smallNetwork.nodes as [NodeSpelling, NodeSpelling, ...NodeSpelling[]];
  const with_ = (node: Partial<NodeSpelling>): Uint8Array => onnxFileOf({ ...smallNetwork, nodes: [(smallNetwork.nodes as readonly NodeSpelling[])[0] as NodeSpelling, { ...relu, ...node }, ...others] });
  const refusal = (bytes: Uint8Array) => expect(() => onnxNetwork(readOnnx(bytes)));
  refusal(with_({ op: "Loop" })).toThrow(/Loop node "relu" \(opset 13\) is not computed\. Control flow/);
  refusal(with_({ op: "Nonsense" })).toThrow(/Nonsense node "relu" \(opset 13\) is not computed\. Computed are \d+ operators of convolutional networks, listed in docs\/onnx\.md/);
  refusal(with_({ op: "LSTM" })).toThrow(/LSTM node "relu" \(opset 13\) is not computed\. Recurrent networks/);
  refusal(with_({ op: "QLinearConv" })).toThrow(/QLinearConv node "relu" \(opset 13\) is not computed\..*before it is quantised/);
  refusal(with_({ op: "QuantizeLinear" })).toThrow(/QuantizeLinear node "relu" \(opset 13\) is not computed\..*before it is quantised/);
  refusal(with_({ op: "NonMaxSuppression" })).toThrow(/NonMaxSuppression node "relu" \(opset 13\) is not computed\..*detectors: a classifier/);
  refusal(with_({ op: "ConvTranspose" })).toThrow(/ConvTranspose node "relu" \(opset 13\) is not computed\..*a classifier is explained/);
  refusal(with_({ domain: "com.microsoft" })).toThrow(/of the domain "com\.microsoft"/);
  refusal(onnxFileOf({ ...smallNetwork, opset: 6 })).toThrow(/opset 6; 7 … 22/);
});
