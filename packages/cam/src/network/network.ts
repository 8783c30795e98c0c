// A checkpoint as a network on a device.
//
//   forward:  image → logits, probabilities, and the maps M_c[y,x] = Σ_k w_ck · A_k[y,x] of every class at once
//   map:      ⟨seed, logits⟩ → one map for each request, from the gradient at its layer: pass.ts
//
// The logits come from pooling then fc, the class maps from fc applied at every position: two roads, so that their
// agreement, mean(M_c) + b_c = y_c, proves something (evidence.ts).
// Source    Zhou et al. 2016, arXiv:1512.04150, equations 1 and 2.
import {
  batched, tune, type Checkpoint, type Device, type TunedLayer, type TuneProgress, type WebGpuDevice,
} from "@camlucida/tensor";
import type { NetworkAnswers } from "./answers.ts";
import { classBiasOf, classWeightsOf } from "./class_maps.ts";
import { faultFinder, noClassMaps, predictionOf, type NetworkError, type Prediction } from "./prediction.ts";
import { inputGradient } from "../methods/input_gradient.ts";
import type { Scores } from "../methods/method.ts";
import { forwardGraph, requestGraph, type ForwardGraph, type OtherNumbers } from "./network_graph.ts";
import { passOf, type Pass } from "./pass.ts";
import type { OnScored } from "./perturbation.ts";
import type { Preprocessing } from "../preprocess/preprocessing.ts";
import { openPrograms } from "./programs.ts";
import { requireClass, type MapDetail, type MapRequest, type Seed } from "./requests.ts";

/** A network ready for images. Owns what it has compiled, not the device; the caller disposes of it. */
export interface Network<OnDevice extends Device = Device> {
  /** "resnet18" … as recognised from the checkpoint. */
  readonly architecture: string;
  /** What makes a photograph its input: `preprocess(image, network.preprocessing, "squash")`. */
  readonly preprocessing: Preprocessing;
  readonly classes: number;
  readonly layers: readonly string[]; // that a request may name, by depth; class activation maps lie at the last
  readonly bias: Float32Array; // [classes], by which the logit exceeds the mean of its class map; zeros where there are none
  /** Whether the logits are means of class maps, as where pooling and one linear layer lie behind the last layer: then these are defined and add up. */
  readonly hasClassMaps: boolean;
  /** Whether it answers with classes. A backbone has none: its logits are the means of its last feature maps, and maps of a class are refused ("no-classes"). */
  readonly hasClasses: boolean;
  readonly device: OnDevice;
  /** The graph that its programs are made of. */
  readonly graph: ForwardGraph;
  /** What a class' map is taken apart by: its row of the linear layer's weight, w_c, [channels]. @throws GraphError "class-unknown", "no-class-maps" */
  classWeights(classIndex: number): Float32Array;
  /** NetworkError "logits-not-finite" for a prediction of this network that is not to be believed; it names the weights to blame. */
  faultOf(prediction: Pick<Prediction, "logits">): NetworkError | undefined;
  /**
   * One forward pass of any number of images; `device.batchSize` of them are computed by one run.
   * @param inputs [height, width, C] each, as `preprocess` returns it
   * @returns a pass: the caller disposes of it
   * @throws GraphError "input"; DeviceError "out-of-memory", "device-lost"
   * @example
   * ```ts
   * import { preprocess } from "@camlucida/cam";
   *
   * const { input } = preprocess(photo, network.preprocessing, "crop");
   * const pass = await network.forward([input, input]);
   * pass.predictions.length; // → 2
   * pass.prediction.logits.length; // → 3
   * pass.dispose();
   * ```
   */
  forward(inputs: readonly Float32Array[], options?: ForwardOptions): Promise<Pass>;
  /**
   * What the target scores for `count` other images.
   * @param make writes the i-th image, [height, width, C], into an array of zeros
   * @param progress called with the number of scored images; the next pass waits for it
   */
  score(target: Seed, count: number, make: (index: number, into: Float32Array) => void, progress?: OnScored): Promise<Scores>;
  dispose(): void;
}

/**
 * The method to begin with: CAM where it is defined, else Grad-CAM, and Eigen-CAM for a network without classes.
 * @example
 * ```ts
 * import { defaultMethodOf } from "@camlucida/cam";
 *
 * defaultMethodOf(network); // → "cam"
 * defaultMethodOf({ hasClasses: true, hasClassMaps: false }); // → "grad-cam"
 * ```
 */
export const defaultMethodOf = ({ hasClasses, hasClassMaps }: Pick<Network, "hasClasses" | "hasClassMaps">): "cam" | "grad-cam" | "eigen-cam" =>
  (!hasClasses ? "eigen-cam" : hasClassMaps ? "cam" : "grad-cam");

/** What will be asked of a forward pass. */
export interface ForwardOptions {
  /**
   * Maps that will be requested of the image, where there is one: the activations that they read are kept. Without this the first map of a
   * kind costs a second forward pass.
   */
  readonly thenMaps?: readonly MapRequest[];
  readonly detail?: MapDetail;
}

/** How a network is compiled. */
export interface NetworkOptions {
  /** Height and width of the input, in pixels; default: those of the preprocessing. */
  readonly input?: readonly [height: number, width: number];
  /** What its photographs go through; default: what the checkpoint says of it, `preprocessingFor(checkpoint)`. */
  readonly preprocessing?: Preprocessing;
  /** What its logits are; default: "classes". With "features" it answers as a backbone does, with examples how like them a photograph is. */
  readonly answers?: NetworkAnswers;
  /** Numbers in the place of the checkpoint's own, as `withNumbers` takes them: what of a result comes from what was learnt? */
  readonly otherNumbers?: OtherNumbers;
}

/**
 * Recognises the network in a checkpoint and compiles its forward pass on a device. Its weights lie on the device once, whatever is
 * requested of it later.
 * @param device "webgpu", "wasm" or "reference", from the package tensor; it stays the caller's
 * @throws CheckpointError if the checkpoint holds no network that is known; GraphError "no-features", "example-shape"; DeviceError "out-of-memory", "shader", "device-lost"
 * @example
 * ```ts
 * import { openNetwork } from "@camlucida/cam";
 *
 * const network = await openNetwork(checkpoint, device);
 * network.architecture; // → "resnet18"
 * network.classes; // → 3
 * network.layers.at(-1); // → "layer4"
 * network.dispose();
 * ```
 * @example
 * ```ts
 * import { openNetwork, preprocess } from "@camlucida/cam";
 *
 * // where is a photograph like another? Whatever explains a class explains an example
 * const backbone = await openNetwork(checkpoint, device, { answers: "features" });
 * const seen = await backbone.forward([preprocess(photo, backbone.preprocessing, "squash").input]);
 * const alike = await openNetwork(checkpoint, device, { answers: { examples: [seen.prediction.logits] } });
 * [alike.classes, alike.hasClassMaps]; // → [1, true]
 * [seen, backbone, alike].forEach((each) => each.dispose());
 * ```
 */
export async function openNetwork<OnDevice extends Device>(
  checkpoint: Checkpoint, device: OnDevice, { input, preprocessing, answers, otherNumbers }: NetworkOptions = {},
): Promise<Network<OnDevice>> {
  const graph = forwardGraph(checkpoint, input, preprocessing, answers, otherNumbers);
  const { architecture: { name, classes }, head } = graph;
  const programs = await openPrograms(device, graph);
  return {
    architecture: name,
    preprocessing: graph.preprocessing,
    classes,
    layers: [...graph.layers.keys()],
    bias: head ? classBiasOf(head, classes) : new Float32Array(classes),
    hasClassMaps: head !== undefined,
    hasClasses: !graph.architecture.isBackbone,
    device,
    graph,
    classWeights: (classIndex) => {
      requireClass(classIndex, classes);
      if (!head) throw noClassMaps();
      return classWeightsOf(head, classIndex, classes);
    },
    faultOf: faultFinder(checkpoint, programs.notFinite),
    forward: async (inputs, { thenMaps = [], detail = "maps" } = {}) => {
      const [first] = inputs;
      const program = inputs.length === 1 && thenMaps.length > 0 ? await programs.forRequests(thenMaps, detail) : undefined;
      if (!program || program.outputs.length === 0) {
        program?.release();
        return passOf(programs, inputs, await programs.forward(inputs));
      }
      const run = await program.begin(first as Float32Array).finally(program.release);
      return passOf(programs, inputs, [predictionOf(run.outputs, graph.forward)], { program, run });
    },
    score: (target, count, make, progress = () => undefined) => programs.perturbations.score(graph.image, target, count, make, progress),
    dispose: programs.dispose,
  };
}

/**
 * Measures every convolution of a network on an adapter, for `openWebGpu`: as one image goes forwards and backwards, and as a batch goes forwards,
 * at the size at which it will be opened.
 * @param progress called before each layer, with those that were measured so far
 * @throws CheckpointError if the checkpoint holds no network that is known; DeviceError "out-of-memory", "shader", "device-lost"
 * @example
 * ```ts
 * import { tuneNetwork } from "@camlucida/cam";
 * import { fromTuning, tuningOf, webGpuDevice, type TunedLayer } from "@camlucida/tensor";
 *
 * let measured: readonly TunedLayer[] = [];
 * const giveUp = (done: number, total: number, layers: readonly TunedLayer[]) => {
 *   measured = layers;
 *   if (done === 2) throw new Error(`${total - done} layers are left`); // unless you have a minute
 * };
 * await tuneNetwork(checkpoint, webgpu, giveUp).catch(() => undefined);
 * const tuned = webGpuDevice(gpu, { algorithms: fromTuning(tuningOf(measured)) });
 * [tuned.kind, measured.length]; // → ["webgpu", 2]
 * ```
 */
export function tuneNetwork(checkpoint: Checkpoint, device: WebGpuDevice, progress?: TuneProgress, { input, preprocessing }: NetworkOptions = {}): Promise<TunedLayer[]> {
  // A gradient of the image passes every layer on its way.
  const base = forwardGraph(checkpoint, input, preprocessing);
  const { graph } = requestGraph(base, [{ method: inputGradient, layer: base.lastLayer }], "maps");
  return tune(device.gpu, [graph, batched(graph, base.image, [base.forward.logits], device.batchSize).graph], progress);
}
