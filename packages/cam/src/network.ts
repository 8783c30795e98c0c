// A checkpoint as a network that sees: one forward pass gives the logits and the evidence maps of every class.
//
//   M_c[y,x] = Σ_k w_ck · A_k[y,x]        y_c = Σ_k w_ck · mean(A_k) + b_c        so   mean(M_c) + b_c = y_c
//
// The logits come from pooling then fc, the maps from fc applied at every position: two roads, so that their
// agreement (the completeness residual) proves something.
// Source    Zhou et al. 2016, arXiv:1512.04150, equations 1 and 2.
import {
  architectureOf, compile, fuse, Graph, linear, resnet, runOnCpu, softmax, topK,
  type Checkpoint, type Data, type Gpu, type Value,
} from "@camlucida/tensor";
import { inputSide } from "./preprocess.ts";

/** What one forward pass shows. */
export interface Sight {
  readonly logits: Float32Array; //        [classes]
  readonly probabilities: Float32Array; // [classes], softmax
  readonly ranking: readonly number[]; //  class indices, most probable first: five, or all if there are fewer
  readonly mapWidth: number;
  readonly mapHeight: number;
  readonly classMaps: Float32Array; //     [mapHeight, mapWidth, classes], raw and signed, in logits
}

/** A network ready to look. Owns its GPU memory, not the device; whoever opened it disposes of it. */
export interface Network {
  /** "resnet18" … as recognised from the checkpoint. */
  readonly architecture: string;
  readonly classes: number;
  readonly bias: Float32Array; // [classes], fc's
  /** @param input [224, 224, 3], as `preprocess` returns it */
  see(input: Float32Array): Promise<Sight>;
  dispose(): void;
}

/** How many classes a ranking names. */
const ranked = 5;

/**
 * Builds the fused network on a GPU, or on the CPU where `gpu` is undefined.
 * @throws CheckpointError if the checkpoint is no ResNet; DeviceError if the GPU has no room or is lost
 */
export async function openNetwork(checkpoint: Checkpoint, gpu: Gpu | undefined): Promise<Network> {
  const { name, classes } = architectureOf(checkpoint);
  const graph = new Graph();
  const network = resnet(graph, checkpoint, graph.input("image", [1, inputSide, inputSide, 3]));
  const noBias = graph.parameter("class_maps.bias", [classes], new Float32Array(classes));
  const classMaps = linear(graph, "class_maps", network.layer4, network.classWeights, noBias); // [1, 7, 7, classes]
  const probabilities = softmax(graph, "probabilities", network.logits); //                       [1, classes]
  const top = topK(graph, "top", network.logits, Math.min(ranked, classes)); //                   [1, 5, 2]
  const outputs = [network.logits, probabilities, top, classMaps];
  const { run, dispose } = await prepare(fuse(graph, outputs), outputs, gpu);
  return {
    architecture: name,
    classes,
    bias: checkpoint.tensors.get("fc.bias")?.data ?? new Float32Array(classes),
    see: async (input) => sightOf(await run({ image: input }), classMaps),
    dispose,
  };
}

interface Runner {
  readonly run: (inputs: Record<string, Data>) => Promise<Record<string, Data>>;
  readonly dispose: () => void;
}

async function prepare(graph: Graph, outputs: readonly Value[], gpu: Gpu | undefined): Promise<Runner> {
  if (gpu) return compile(gpu, graph, outputs);
  return { run: (inputs) => Promise.resolve(runOnCpu(graph, outputs, inputs)), dispose: () => undefined };
}

function sightOf(results: Record<string, Data>, classMaps: Value): Sight {
  const [, mapHeight = 0, mapWidth = 0, classes = 0] = classMaps.shape;
  const [logits, probabilities, top, maps] = ["fc", "probabilities", "top", "class_maps"].map((name) => results[name] as Float32Array);
  return {
    logits: logits as Float32Array,
    probabilities: probabilities as Float32Array,
    // a damaged network's logits may be NaN, which no order ranks: the GPU then answers an index beyond the last class
    ranking: Array.from(top as Float32Array).filter((index, at) => at % 2 === 0 && index < classes),
    mapWidth,
    mapHeight,
    classMaps: maps as Float32Array,
  };
}
