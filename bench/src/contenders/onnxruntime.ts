// onnxruntime-web: WebGPU, and WebAssembly on the CPU; and its native build, the far mark: what the processor can do
// without WebAssembly.
import type { InferenceSession, Tensor } from "onnxruntime-web";
import protobuf from "protobufjs";
import { numbersOf, type Step, type Value } from "../../../packages/tensor/src/index.ts";
import { type BenchNetwork, type Contender, kernelPlanes } from "../contender.ts";

/** What onnxruntime's packages have in common. */
interface Package {
  readonly InferenceSession: { create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession> };
  readonly Tensor: typeof Tensor;
}

const onnxruntime = (ort: Package, options: InferenceSession.SessionOptions): Contender => ({
  layout: "NCHW",
  prepare: (network, wanted) => {
    const model = onnxModel(network, wanted);
    const [n = 0, h = 0, w = 0, c = 0] = network.image.shape;
    return async () => {
      const session = await ort.InferenceSession.create(model, { ...options, logSeverityLevel: 3 });
      return {
        run: async (image) => {
          const results = await session.run({ [network.image.name]: new ort.Tensor("float32", image, [n, c, h, w]) });
          return Promise.all(wanted.map(async ({ name }) => (await results[name]?.getData()) as Float32Array));
        },
        dispose: () => void session.release(),
      };
    };
  },
});

export const onGpu = async (): Promise<Contender> => onnxruntime(await import("onnxruntime-web/webgpu"), { executionProviders: ["webgpu"] });

export async function inWasm(threads: number): Promise<Contender> {
  // Outside browsers only the package's main entry can start threads.
  const ort = await (navigator.userAgent.startsWith("Deno") ? import("onnxruntime-web") : import("onnxruntime-web/wasm"));
  ort.env.wasm.numThreads = threads;
  return onnxruntime(ort, { executionProviders: ["wasm"] });
}

export const native = async (threads: number): Promise<Contender> => onnxruntime((await import("onnxruntime-node")).default, { intraOpNumThreads: threads });

/** The fused graph as an ONNX model, [N, C, H, W], opset 13. Field numbers: github.com/onnx/onnx, onnx/onnx.proto. */
const schema = protobuf.parse(`syntax = "proto3";
message Dimension { int64 dim_value = 1; }
message Shape { repeated Dimension dim = 1; }
message TensorType { int32 elem_type = 1; Shape shape = 2; }
message Type { TensorType tensor_type = 1; }
message ValueInfo { string name = 1; Type type = 2; }
message Tensor { repeated int64 dims = 1; int32 data_type = 2; string name = 8; bytes raw_data = 9; }
message Attribute { string name = 1; int64 i = 3; repeated int64 ints = 8; int32 type = 20; }
message Node { repeated string input = 1; repeated string output = 2; string op_type = 4; repeated Attribute attribute = 5; }
message Graph { repeated Node node = 1; string name = 2; repeated Tensor initializer = 5; repeated ValueInfo input = 11; repeated ValueInfo output = 12; }
message Opset { string domain = 1; int64 version = 2; }
message Model { int64 ir_version = 1; Graph graph = 7; repeated Opset opset_import = 8; }
`, { keepCase: true }).root;

const FLOAT = 1;

interface Node {
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly op_type: string;
  readonly attribute?: readonly object[];
}

/** @returns the bytes of a .onnx file with the input "image" [N, 3, H, W] and the wanted outputs, images as [N, C, H, W] */
function onnxModel({ name, folded: graph, image }: BenchNetwork, wanted: readonly Value[]): Uint8Array {
  const model = {
    ir_version: 8,
    opset_import: [{ domain: "", version: 13 }],
    graph: {
      name,
      node: graph.steps.flatMap(nodesOf),
      initializer: [...graph.parameters].map(([value, parameter]) => initializer(value, numbersOf(parameter))),
      input: [valueInfo(image)],
      output: wanted.map(valueInfo),
    },
  };
  return schema.lookupType("Model").encode(model).finish();
}

function nodesOf({ op, inputs, output, constants }: Step): Node[] {
  const names = inputs.map((value) => value.name);
  const { kernelH: kernel = 1, strideH: stride = 1, top: padding = 0 } = constants; // ours are square
  const sliding = [ints("strides", [stride, stride]), ints("pads", [padding, padding, padding, padding])];
  switch (op.name) {
    case "conv": {
      const [image = "", weight = "", bias = "", residual] = names;
      const sum = `${output.name} (sum)`, convolved = `${output.name} (convolved)`;
      return [
        { op_type: "Conv", input: [image, weight, bias], output: [residual ? convolved : sum], attribute: sliding },
        ...(residual ? [{ op_type: "Add", input: [convolved, residual], output: [sum] }] : []),
        { op_type: constants["relu"] ? "Relu" : "Identity", input: [sum], output: [output.name] },
      ];
    }
    case "max_pool":
      return [{ op_type: "MaxPool", input: names, output: [output.name], attribute: [...sliding, ints("kernel_shape", [kernel, kernel])] }];
    case "global_average_pool":
      return [
        { op_type: "GlobalAveragePool", input: names, output: [`${output.name} (1×1)`] },
        { op_type: "Flatten", input: [`${output.name} (1×1)`], output: [output.name] },
      ];
    case "linear":
      return [{ op_type: "Gemm", input: names, output: [output.name] }];
    default:
      throw new Error(`"${op.name}" has no ONNX form here; add it to nodesOf.`);
  }
}

const ints = (name: string, values: readonly number[]): object => ({ name, ints: values, type: 7 });

function valueInfo({ name, shape }: Value): object {
  const [n = 0, h = 0, w = 0, c = 0] = shape;
  const lengths = shape.length === 4 ? [n, c, h, w] : shape;
  return { name, type: { tensor_type: { elem_type: FLOAT, shape: { dim: lengths.map((length) => ({ dim_value: length })) } } } };
}

function initializer({ name, shape }: Value, numbers: Float32Array): object {
  const { data, shape: dims } = kernelPlanes(numbers, shape);
  return { name, dims, data_type: FLOAT, raw_data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}
