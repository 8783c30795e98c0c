// What a network answers with: its own classes, its features, or how like it finds a photograph to examples, in place of classes.
//
//   f   = mean over positions of the last feature map A [h, w, K]       features [K]
//   y_e = ⟨f, g_e⟩ / |g_e| = |f| · cos(f, g_e)                            for each example, by its features g_e
//
// That is one linear layer behind the mean, as a class head is: everything that explains a class explains a likeness, exactly by CAM, whose
// map adds up to y_e. The length |f| is the same for all examples of a photograph, so that they are ranked by the cosine.
//
// Source  Stylianou, Souvenir, Pless 2019, arXiv:1901.00536: a dot product of pooled features as a sum over their positions.
import { GraphError, lastAxis, linear, reshape, type BuiltNetwork, type RecognisedNetwork, type Value } from "@camlucida/tensor";
import { headOf } from "./head.ts";

/** "classes": as the network was trained. "features": the means of its last feature maps. Examples: the features of one picture each, [K]. */
export type NetworkAnswers = "classes" | "features" | { readonly examples: readonly Float32Array[] };

/** A network, and what its logits are. */
export interface AnsweringNetwork {
  readonly architecture: RecognisedNetwork;
  readonly network: BuiltNetwork;
}

/**
 * The network with other answers than it was trained for.
 * @throws GraphError "no-features" where more than a mean over positions makes its features, "example-shape"
 */
export function answeringWith(answers: NetworkAnswers, architecture: RecognisedNetwork, network: BuiltNetwork): AnsweringNetwork {
  if (answers === "classes") return { architecture, network };
  const features = featuresIn(architecture, network);
  const [, channels] = features.shape as [number, number];
  if (answers === "features") return { architecture: { ...architecture, classes: channels, classifier: undefined, isBackbone: true }, network: { ...network, logits: features, stages: { ...network.stages, logits: features } } };
  const logits = likeness(network, features, answers.examples);
  return { architecture: { ...architecture, classes: answers.examples.length, classifier: "examples", isBackbone: false }, network: { ...network, logits, stages: { ...network.stages, logits } } };
}

/** m [1, K], the mean over the positions of the last feature map. */
function featuresIn({ isBackbone, name }: RecognisedNetwork, { graph, logits, layers }: BuiltNetwork): Value {
  if (isBackbone) return logits;
  const mean = headOf(graph, logits, Object.values(layers).at(-1) as Value)?.mean;
  if (!mean) throw new GraphError("no-features", `network: ${name} has no features that could be compared: more than pooling, normalisation and one linear layer lies between its last layer and the logits. Ask about classes.`);
  return mean.shape.length === 2 ? mean : reshape(graph, "features", mean, [1, lastAxis(mean)]);
}

function likeness({ graph }: BuiltNetwork, features: Value, examples: readonly Float32Array[]): Value {
  const channels = lastAxis(features);
  const wrong = examples.find(({ length }) => length !== channels);
  if (wrong || examples.length === 0) throw new GraphError("example-shape", `network: ${wrong ? `an example has ${wrong.length} features` : "there are no examples"}; expected the ${channels} that this network answers with, of one example at least.`);
  const directions = examples.map(unit);
  const weight = Float32Array.from({ length: channels * examples.length }, (_, at) => directions[at % examples.length]?.[Math.floor(at / examples.length)] as number);
  return linear(graph, "examples", features, graph.parameter("examples.weight", [channels, examples.length], weight), graph.parameter("examples.bias", [examples.length], new Float32Array(examples.length)));
}

/** g / |g|; a picture without any feature is like nothing. */
function unit(features: Float32Array): Float64Array {
  const length = lengthOf(features);
  return Float64Array.from(features, (x) => (length > 0 ? x / length : 0));
}

const lengthOf = (row: Float32Array): number => Math.sqrt(row.reduce((sum, x) => sum + x * x, 0));

/**
 * The cosines behind the logits of a network that answers with examples: y_e / |f|.
 * @param features [positions, K], of its prediction: f is their mean
 * @returns [examples], −1 … 1; zeros where the photograph has no feature
 * @example
 * ```ts
 * import { cosinesOf } from "@camlucida/cam";
 *
 * const logits = Float32Array.of(3, 4); // for the examples [1, 0] and [0, 1]
 * cosinesOf({ logits, features: Float32Array.of(3, 4, 3, 4) }, 2); // → Float64Array.of(0.6, 0.8)
 * ```
 */
export function cosinesOf({ logits, features }: { readonly logits: Float32Array; readonly features: Float32Array }, channels: number): Float64Array {
  const positions = features.length / channels;
  const mean = new Float32Array(channels);
  features.forEach((x, at) => { mean[at % channels] = (mean[at % channels] as number) + x / positions; });
  const length = lengthOf(mean);
  return Float64Array.from(logits, (y) => (length > 0 ? y / length : 0));
}
