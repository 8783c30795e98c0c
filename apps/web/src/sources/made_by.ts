// Which source makes what a page can only name while it runs: each method's file, each op's step, shader, reference and gradient.
// A test holds that the tables are complete and that every source defines its name.

/** A name that a source defines. */
export interface NamedSource {
  readonly path: string; // from the project's root
  readonly name: string;
}

const inFolder = (folder: string) => (file: string, name: string): NamedSource => ({ path: `${folder}/${file}`, name });

const method = inFolder("packages/cam/src/methods");

/** By a method's name. */
export const methodSources: Readonly<Record<string, NamedSource>> = {
  "cam": method("cam.ts", "cam"),
  "grad-cam": method("grad_cam.ts", "gradCam"),
  "grad-cam++": method("grad_cam_plus_plus.ts", "gradCamPlusPlusWith"),
  "hirescam": method("hires_cam.ts", "hiresCam"),
  "xgrad-cam": method("x_grad_cam.ts", "xGradCamWith"),
  "layer-cam": method("layer_cam.ts", "layerCam"),
  "eigen-cam": method("eigen_cam.ts", "eigenCam"),
  "eigengrad-cam": method("eigen_grad_cam.ts", "eigenGradCam"),
  "ablation-cam": method("ablation_cam.ts", "ablationCam"),
  "score-cam": method("score_cam.ts", "scoreCam"),
  "input-gradient": method("input_gradient.ts", "inputGradient"),
  "guided-backpropagation": method("guided_backpropagation.ts", "guidedBackpropagation"),
  "guided-grad-cam": method("guided_grad_cam.ts", "guidedGradCam"),
};

/** What computes a step of a graph. */
export interface OpSources {
  readonly step: NamedSource; // the op: its kernel, its reference, its adjoint by name
  readonly shader: NamedSource;
  readonly reference: NamedSource;
  readonly adjoint: NamedSource | undefined; // undefined: no gradient goes through it
}

const op = inFolder("packages/tensor/src/ops");

/** @param shader of its folder; most ops' have the folder's name */
function opIn(folder: string, step: string, reference: string, adjoint: NamedSource | undefined = op(`${folder}/${folder}.ts`, "adjoint"), shader = folder): OpSources {
  return { step: op(`${folder}/${folder}.ts`, step), shader: op(`${folder}/${shader}.wgsl`, "main"), reference: op(`${folder}/${folder}.ts`, reference), adjoint };
}

const adjointShader = (folder: string): NamedSource => op(`${folder}/${folder}_adjoint.wgsl`, "main");

const conv = (shader: string): OpSources => ({
  step: op("conv/conv.ts", "convOp"), shader: op(`conv/${shader}.wgsl`, "main"), reference: op("conv/conv_reference.ts", "convReference"), adjoint: op(`conv/${shader}_adjoint.wgsl`, "main"),
});

/** By an op's name. */
export const opSources: Readonly<Record<string, OpSources>> = {
  "conv": conv("conv"),
  "batch_norm": opIn("batch_norm", "batchNormOp", "batchNormReference", adjointShader("batch_norm")),
  "relu": opIn("relu", "reluOp", "reluReference", adjointShader("relu")),
  "add": opIn("add", "addOp", "addReference"),
  "max_pool": opIn("max_pool", "maxPoolOp", "maxPoolReference", adjointShader("max_pool")),
  "average_pool": opIn("average_pool", "averagePoolOp", "averagePoolReference", adjointShader("average_pool")),
  "global_average_pool": opIn("global_average_pool", "globalAveragePoolOp", "globalAveragePoolReference", adjointShader("global_average_pool")),
  "linear": opIn("linear", "linearOp", "linearReference", adjointShader("linear")),
  "softmax": opIn("softmax", "softmaxOp", "softmaxReference", adjointShader("softmax")),
  "top_k": { ...opIn("top_k", "topKOp", "topKReference"), adjoint: undefined },
  "activation": opIn("activation", "activationOp", "activationReference", adjointShader("activation")),
  "arithmetic": opIn("arithmetic", "arithmeticOp", "arithmeticReference"),
  "elementary": opIn("elementary", "elementaryOp", "reference"),
  "concat": opIn("concat", "concatOp", "concatReference"),
  "channel_gather": opIn("channel_gather", "channelGatherOp", "channelGatherReference"),
  "group_norm": opIn("group_norm", "groupNormOp", "groupNormReference", adjointShader("group_norm")),
  "local_response_norm": opIn("local_response_norm", "responseOp", "responseReference", adjointShader("local_response_norm")),
  "window": opIn("pad", "windowOp", "windowReference"),
  "rearrange": opIn("rearrange", "rearrangeOp", "rearrangeReference"),
  "resample": opIn("resample", "resampleOp", "resampleReference"),
  "reshape": opIn("reshape", "reshapeOp", "reference"),
  "space_to_depth": { ...conv("conv"), step: op("conv/space_to_depth.ts", "spaceToDepthOp"), shader: op("conv/space_to_depth.wgsl", "main"), adjoint: undefined },
  "normalise_as_mean": {
    step: { path: "packages/cam/src/network/class_maps.ts", name: "normaliseAsMeanOp" }, shader: { path: "packages/cam/src/network/normalise_as_mean.wgsl", name: "main" },
    reference: { path: "packages/cam/src/network/class_maps.ts", name: "reference" }, adjoint: undefined,
  },
};

/** By what a step is called where people read of it, where the same op has other shaders for it. */
export const kindSources: Readonly<Record<string, OpSources>> = { depthwise_conv: conv("conv_depthwise"), grouped_conv: conv("conv_grouped") };

/** @param kind "conv", "depthwise_conv", "silu"; @param opName "conv", "activation" */
export const sourcesOfOp = (kind: string, opName: string): OpSources | undefined => kindSources[kind] ?? opSources[opName];
