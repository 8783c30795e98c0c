// The engine's public surface, in the order in which to read it.
export { Graph, elements, stepsFor } from "./graph/graph.ts";
export type {
  AdjointContext, Constants, Data, ElementType, Kernel, NoAttributes, Op, Operand, Shape, Step, Value,
} from "./graph/graph.ts";
export { countNotFinite, notFiniteIn, numbersOf } from "./graph/parameter.ts";
export type { NotFinite, Numbers, Parameter, ParameterForm, WeightRows } from "./graph/parameter.ts";
export { axes, imageShape, lastAxis, type AxisLengths, type ImageShape, type Shaped } from "./graph/shapes.ts";
export type { ByAxis, Sides, Sliding, SlidingAttributes } from "./graph/shapes.ts";
export { padded, quads } from "./graph/layout.ts";
export { CamlucidaError, CheckpointError, DeviceError, GraphError } from "./graph/errors.ts";
export { receivedError, sentError, type SentError } from "./graph/errors.ts";

export { conv, type ConvOptions, type ConvStep, type Epilogue } from "./ops/conv/conv.ts";
export type { ConvAttributes } from "./ops/conv/conv_reference.ts";
export type { ActivationAttributes } from "./ops/activation/activation_functions.ts";
export { algorithmNames, chooseAlgorithms, heuristic } from "./ops/conv/choose.ts";
export type { AlgorithmName, AlgorithmSelector } from "./ops/conv/choose.ts";
export { batchNorm, type BatchNormParameters } from "./ops/batch_norm/batch_norm.ts";
export { guidedReluAdjoint, relu, reluAdjoint } from "./ops/relu/relu.ts";
export { clamp, elu, gelu, hardSigmoid, hardSwish, leakyRelu, mish, relu6, sigmoid, silu, softplus, tanh } from "./ops/activation/builders.ts";
export type { ClampOptions, GeluOptions, HardSigmoidOptions } from "./ops/activation/builders.ts";
export { globalMaxPool, maxPool } from "./ops/max_pool/max_pool.ts";
export { averagePool, type AveragePoolAttributes, type AveragePoolOptions } from "./ops/average_pool/average_pool.ts";
export type { PoolAttributes, PoolOptions } from "./ops/shared/pooling.ts";
export { add } from "./ops/add/add.ts";
export { broadcastAdd, divide, multiply, subtract } from "./ops/arithmetic/arithmetic.ts";
export type { ArithmeticOperand } from "./ops/arithmetic/broadcast.ts";
export { absolute, erf, exponential, logarithm, power, sign, squareRoot } from "./ops/elementary/elementary.ts";
export type { ElementaryAttributes } from "./ops/elementary/elementary.ts";
export { prelu } from "./ops/prelu/prelu.ts";
export { concat } from "./ops/concat/concat.ts";
export { slice, split, type ChannelRange } from "./ops/slice/slice.ts";
export { pad, type Padding } from "./ops/pad/pad.ts";
export { channelGather, channelShuffle } from "./ops/channel_gather/channel_gather.ts";
export { flatten, flattenedWeight, reshape } from "./ops/reshape/reshape.ts";
export { rearrange, type RearrangeAttributes, type Rearrangement } from "./ops/rearrange/rearrange.ts";
export { resize, type Coordinates, type ResizeOptions } from "./ops/resample/resize.ts";
export { adaptiveAveragePool } from "./ops/resample/adaptive_average_pool.ts";
export { positionGather } from "./ops/resample/position_gather.ts";
export { border, type Border, type BorderMode } from "./ops/resample/border.ts";
export { localResponseNorm } from "./ops/local_response_norm/local_response_norm.ts";
export type { ResponseAttributes, ResponseOptions } from "./ops/local_response_norm/local_response_norm.ts";
export { groupNorm, instanceNorm, layerNorm, type NormParameters } from "./ops/group_norm/group_norm.ts";
export { globalAveragePool } from "./ops/global_average_pool/global_average_pool.ts";
export { linear } from "./ops/linear/linear.ts";
export { softmax } from "./ops/softmax/softmax.ts";
export { topK } from "./ops/top_k/top_k.ts";

export { fuse, type FuseOptions } from "./graph/fuse.ts";
export { adjoint } from "./graph/adjoint.ts";
export { kindOf } from "./ops/kind.ts";
export { batched, type Batched } from "./graph/batched.ts";
export { withNumbers } from "./graph/with_numbers.ts";
export { multiplyAddsOf, workOf, type Work } from "./graph/work.ts";

export type { Arrays, CompileOptions, Device, HeldWeights, PhasedProgram, PhasedRun, Program } from "./devices/device.ts";
export { decideDevice, deviceChoices, loadCpu, whyNoGpu } from "./devices/decide_device.ts";
export { openCpu } from "./devices/open_cpu.ts";
export type {
  DecisionOptions, DeviceChoice, DeviceDecision, DeviceReason, GpuSystem, NoGpu,
} from "./devices/decide_device.ts";
export { openReference, runByReferences } from "./devices/reference/reference_device.ts";
export { openWasm } from "./devices/wasm/wasm_device.ts";
export { describeSimd, type SimdModule, type SimdOptions } from "./devices/wasm/simd.ts";
export type { StartWorker, ThreadWorker } from "./devices/wasm/threads.ts";
export { isWebGpu, openWebGpu, webGpuDevice, type WebGpuDevice, type WebGpuOptions } from "./devices/webgpu/webgpu_device.ts";
export { onDevice, openGpu, reportAdapter, type AdapterReport, type Gpu } from "./devices/webgpu/gpu.ts";
export { compile, compilePhases, readBack, type GpuProgram } from "./devices/webgpu/program.ts";
export { compileRecorded, type RecordedPhases } from "./devices/webgpu/recorded.ts";
export { compilerMessages, type CompilerMessage } from "./devices/webgpu/compiler_messages.ts";
export { Memory } from "./devices/webgpu/memory.ts";
export { fromTuning, tune, tuningOf, type TunedLayer, type TuneProgress, type Tuning } from "./devices/webgpu/tune.ts";
export { profile } from "./devices/webgpu/profile.ts";
export type { Inspection, StepTimes } from "./devices/inspection.ts";

export { metadataKeys, numbersIn, type ByteSource, type Checkpoint, type CheckpointTensor, type NamedShape, type OperatorUse, type OwnNetwork, type OwnNetworkFacts } from "./checkpoint/checkpoint.ts";
export type { OnnxCheckpointOptions } from "./onnx/checkpoint.ts";
export type { OnnxFileOptions } from "./onnx/model.ts";
export type { OnnxNetworkOptions } from "./onnx/network.ts";
export type { OnnxDataFiles } from "./onnx/external.ts";
export { checkpointFormat, loadCheckpoint, openCheckpoint, readCheckpoint, type CheckpointFormat } from "./checkpoint/read_checkpoint.ts";
export { writeSafetensors, type StoredAs } from "./checkpoint/safetensors.ts";

export { recogniseNetwork } from "./models/recognise.ts";
export type { RecognisedNetwork } from "./models/classifier.ts";
export type { BuiltNetwork, Classifier, NetworkImage } from "./graph/classifier.ts";
export { architectureOf, type Architecture } from "./models/architecture.ts";
export type { ResNetFacts } from "./models/resnet.ts";
export type { Head, HeadPart } from "./models/resnet_head.ts";
export type { Zeros } from "./models/resnet_parts.ts";
export type { NamedTensors } from "./models/layers.ts";
export { paddingRules, type PaddingRule } from "./models/metadata.ts";
export { readStem, type Stem, type StemChoice } from "./models/stem.ts";
export { layerNamed, layerNames, namedLayers, resnet, unknownLayer, type ResNet } from "./models/resnet_graph.ts";
