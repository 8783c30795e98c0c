// A checkpoint as a network that sees, and that can be asked where.
//
//   see:     image → logits, probabilities, and the maps M_c[y,x] = Σ_k w_ck · A_k[y,x] of every class at once
//   answer:  ⟨seed, logits⟩ → one map per question, from the gradient at its layer; the image is not seen again
//
// The logits come from pooling then fc, the class maps from fc applied at every position: two roads, so that their
// agreement, mean(M_c) + b_c = y_c, proves something (evidence.ts).
// Source    Zhou et al. 2016, arXiv:1512.04150, equations 1 and 2.
import {
  architectureOf, chooseAlgorithms, compileInStages, GraphError, numbersIn, openSimd, stagesOnCpu, type Checkpoint, type CheckpointTensor, type Choice, type Gpu, type StagedProgram,
} from "@camlucida/tensor";
import { answerTo } from "./answer.ts";
import type { Scores } from "./methods/probe.ts";
import type { NetworkError } from "./errors.ts";
import { faultFinder } from "./faults.ts";
import { networkGraph, type Asked } from "./network_graph.ts";
import { openPasses, type Compile, type Done } from "./passes.ts";
import { inputSide } from "./preprocess.ts";
import type { Question, RawMap, Seed, Told } from "./questions.ts";
import { sightOf, type Sight } from "./sight.ts";
import { openTogether } from "./together.ts";

/** A network ready to look. Owns its GPU memory, not the device; whoever opened it disposes of it. */
export interface Network {
  /** "resnet18" … as recognised from the checkpoint. */
  readonly architecture: string;
  readonly classes: number;
  readonly layers: readonly string[]; // that a question may name, by depth
  readonly bias: Float32Array; // [classes], fc's
  /** A class' row of fc.weight: w_c, [channels]. @throws GraphError "class-unknown" */
  classWeights(classIndex: number): Float32Array;
  /** @param input [224, 224, 3], as `preprocess` returns it */
  see(input: Float32Array): Promise<Sight>;
  /** NetworkError "logits-not-finite" for a sight of this network that is not to be believed; it names the weights to blame. */
  faultOf(sight: Pick<Sight, "logits">): NetworkError | undefined;
  /** As `see` for each of several images, in fewer passes where that is faster. Afterwards no image is the one last seen. */
  seeAll(inputs: readonly Float32Array[]): Promise<Sight[]>;
  /** How many images `seeAll` sees in one pass. */
  readonly together: number;
  /** Whether a sight holds every answer: then any image may be asked about, not only the one last seen. */
  readonly sightSuffices: boolean;
  /**
   * One map for every question that the network was opened with.
   * @param progress told how many of a method's passes are done, where it needs any; the next pass waits for it, and what it throws
   * gives the answer up
   * @param sight of the image that is asked about: the one last seen, unless said
   * @param wanted indices of the questions to answer: all, unless said. The maps come in this order
   * @throws GraphError "stage" if nothing has been seen yet, or another image since, and the sight does not suffice
   */
  answer(seed: Seed, progress?: Progress, sight?: Sight, wanted?: readonly number[]): Promise<RawMap[]>;
  /**
   * What the target scores for `count` other images; what was seen stays seen.
   * @param make writes the i-th image, [224, 224, 3], into an array of zeros
   * @param progress told how many are done; the next pass waits for it
   */
  score(seed: Seed, count: number, make: (index: number, into: Float32Array) => void, progress?: Done): Promise<Scores>;
  dispose(): void;
}

export type Progress = (method: string, done: number, total: number) => unknown;

export interface NetworkOptions {
  /** What `answer` answers; nothing unless asked. */
  readonly questions?: readonly Question[];
  /** Whether an answer also says what its map is the sum of, which costs a readback: "maps", unless said. */
  readonly tells?: Told;
  /** Height and width of the input, in pixels. */
  readonly input?: readonly [height: number, width: number];
  /** On the CPU; one, unless said. */
  readonly threads?: number;
  /** In shared memory, a 1 for each thread of others that is at work: as many of the CPU's threads stay away. */
  readonly othersAtWork?: Int32Array | undefined;
  /** What it is opened for: many forward passes, unless said. For a single one the CPU packs no weights for later. */
  readonly passes?: "one" | "many";
  /** By which algorithms a GPU convolves: what is usual, unless said. See `tuneNetwork`. */
  readonly choice?: Choice | undefined;
}

/**
 * Builds the fused network on a GPU, or on the CPU where `gpu` is undefined.
 * @throws CheckpointError if the checkpoint is no ResNet; GraphError "unknown-layer", "last-layer-only";
 * DeviceError if the GPU has no room or is lost
 */
export async function openNetwork(checkpoint: Checkpoint, gpu: Gpu | undefined, options: NetworkOptions = {}): Promise<Network> {
  if (gpu) {
    const largest = gpu.device.limits.maxStorageBufferBindingSize;
    return build(checkpoint, options, imagesPerPass.gpu, (some, outputs, inFlight) => compileInStages(gpu, chooseAlgorithms(some, options.choice, largest), outputs, inFlight));
  }
  const weights = options.passes === "one" ? "for one step" : "for good";
  const simd = openSimd({ threads: options.threads ?? 1, othersAtWork: options.othersAtWork, weights }); // first: its threads start while the graph is built
  const network = await build(checkpoint, options, imagesPerPass.cpu, (graph, outputs) => Promise.resolve(stagesOnCpu(graph, outputs, simd)))
    .catch((error: unknown) => {
      simd?.dispose();
      throw error;
    });
  const dispose = (): void => {
    network.dispose();
    simd?.dispose();
  };
  return { ...network, dispose };
}

async function build(checkpoint: Checkpoint, options: NetworkOptions, together: number, compileStages: Compile): Promise<Network> {
  const { name, classes, tensors } = architectureOf(checkpoint);
  const { tells = "maps" } = options;
  const { graph, image, seeds, forward, asked, layers } = networkGraph(checkpoint, options.input ?? [inputSide, inputSide], options.questions ?? [], tells);
  const needed = [...new Set(asked.flatMap(({ parts }) => Object.values(parts)))];
  const stages = [Object.values(forward), needed];
  const program = await compileStages(graph, stages);
  const [look, differentiate] = program.stages as [Stage, Stage];
  const passes = openPasses(graph, forward.logits, compileStages);
  const several = openTogether(graph, image, forward, together, compileStages);
  const sightSuffices = asked.every(({ method }) => method.weights.from === "classifier");
  let seen: { readonly input: Float32Array; readonly sight: Sight } | undefined;
  return {
    architecture: name,
    classes,
    layers,
    bias: tensors.get("fc.bias")?.data ?? new Float32Array(classes),
    classWeights: (classIndex) => rowOf(tensors, classIndex, classes),
    see: async (input) => {
      const sight = sightOf(await look({ image: input }), forward);
      seen = { input, sight };
      return sight;
    },
    faultOf: faultFinder(checkpoint, program.notFinite),
    seeAll: async (inputs) => {
      seen = undefined;
      if (inputs.length === together) return several.see(inputs);
      const sights: Sight[] = [];
      for (const input of inputs) sights.push(sightOf(await look({ image: input }), forward));
      return sights;
    },
    together,
    sightSuffices,
    answer: async (seed, progress = () => undefined, sight = seen?.sight, wanted = [...asked.keys()]) => {
      const about = seen && seen.sight === sight ? seen : sightSuffices && sight && { input: new Float32Array(), sight };
      if (!about) throw notSeen(sight);
      const arrays = needed.length > 0 ? await differentiate(Object.fromEntries(seeds.map(({ name: input }) => [input, seed]))) : {};
      const situation = { ...about, seed, image, passes, tells, progress, arrays };
      const maps: RawMap[] = [];
      for (const at of wanted) maps.push(await answerTo(asked[at] as Asked, situation)); // one after the other: each may fill the GPU
      return maps;
    },
    score: (seed, count, make, progress = () => undefined) => passes.score(image, seed, count, make, progress),
    dispose: () => {
      program.dispose();
      passes.dispose();
      several.dispose();
    },
  };
}

/** Images per pass where there are several: each weight that is read serves all of them. */
export const imagesPerPass = { gpu: 8, cpu: 4 };

/** fc.weight is [classes, channels] in a checkpoint. */
function rowOf(tensors: Checkpoint["tensors"], classIndex: number, classes: number): Float32Array {
  if (!(Number.isInteger(classIndex) && classIndex >= 0 && classIndex < classes)) {
    throw new GraphError("class-unknown", `network: there is no class ${classIndex}; expected 0 … ${classes - 1}.`);
  }
  const weight = tensors.get("fc.weight") as CheckpointTensor; // architectureOf would have missed it
  const channels = weight.shape[1] ?? 0;
  return numbersIn(weight, classIndex * channels, (classIndex + 1) * channels).slice();
}

const notSeen = (sight: Sight | undefined): GraphError => new GraphError("stage",
  sight ? "network: another image has been seen since. Ask about an image before the next is seen." : "network: nothing has been seen yet. Call see() first.");

type Stage = StagedProgram["stages"][number];
