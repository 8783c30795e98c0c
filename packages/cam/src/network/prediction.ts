// What a forward pass says of one image: as values of a graph, and as the arrays that a run of it leaves; and, where its logits are NaN
// or infinite, which weights are to blame.
//
//   p = softmax(y) over the classes. A single logit is taken as that of a binary head, and has its sigmoid:
//   σ(y) = 1 / (1 + e⁻ʸ) = softmax(y, 0)₀,     since a softmax over one class is 1 whatever the image
import {
  CamlucidaError, countNotFinite, GraphError, imageShape, lastAxis, linear, notFiniteIn, softmax, type Checkpoint, type Data, type Graph,
  type NotFinite, type Value,
} from "@camlucida/tensor";

/**
 * A network whose answer is no number.
 * @example
 * ```ts
 * import { NetworkError } from "@camlucida/cam";
 *
 * const fault = network.faultOf({ logits: Float32Array.of(NaN, 0, 0) });
 * fault instanceof NetworkError; // → true
 * fault?.code; // → "logits-not-finite"
 * ```
 */
export class NetworkError extends CamlucidaError {}

/** As arrays. */
export interface Prediction {
  readonly logits: Float32Array; //        [classes]
  readonly probabilities: Float32Array; // [classes]: softmax, or the sigmoid of a single logit
  readonly ranking: readonly number[]; //  class indices, most probable first: five, or all if there are fewer
  readonly mapWidth: number;
  readonly mapHeight: number;
  /** [mapHeight, mapWidth, classes], raw and signed, in logits; empty for a network that has none: `Network.hasClassMaps` */
  readonly classMaps: Float32Array;
  readonly features: Float32Array; //      [mapHeight, mapWidth, channels]: the last layer, of which the class maps are made; where its mean is normalised, normalised likewise: class_maps.ts
}

/** The same as values of the graph. */
export interface ForwardValues {
  readonly logits: Value; //        [1, classes]
  readonly probabilities: Value; // [1, classes], or [1, 2] for a single one: see above
  readonly top: Value; //           [1, 5, 2]
  readonly features: Value; //      [1, h, w, K]: the last layer, see above
  readonly classMaps: Value | undefined; // [1, h, w, classes], where the network has any
}

/** All that a forward pass is to leave behind. */
export const valuesOf = (forward: ForwardValues): Value[] => [...new Set(Object.values(forward))].filter((value): value is Value => value !== undefined);

/** For what is made of class maps alone. */
export const noClassMaps = (): GraphError => new GraphError("no-class-maps",
  "network: class maps are not defined for it: more than pooling, normalisation and one linear layer lies between its last layer and the logits. Use grad-cam.");

/** For what is about a class. */
export const noClasses = ({ name, classes }: { readonly name: string; readonly classes: number }): GraphError => new GraphError("no-classes",
  `network: the file holds a backbone without a class head (${name}): it answers with the means of ${classes} features, and no class can be explained. Use eigen-cam, which is of no class; ask what is like an example (--similar-to FILE, or \`answers: { examples }\`); or save the network with the linear layer that was trained on it.`);

export function predictionOf(results: Readonly<Record<string, Data>>, { logits, probabilities, top, classMaps, features }: ForwardValues): Prediction {
  const [, mapHeight, mapWidth] = imageShape(features);
  const classes = lastAxis(logits);
  const array = ({ name }: { readonly name: string }): Float32Array => results[name] as Float32Array;
  return {
    logits: array(logits),
    probabilities: array(probabilities).subarray(0, classes),
    // a damaged network's logits may be NaN, which no order ranks: the GPU then answers an index beyond the last class
    ranking: Array.from(array(top)).filter((index, at) => at % 2 === 0 && index < classes),
    mapWidth,
    mapHeight,
    classMaps: classMaps ? array(classMaps) : new Float32Array(),
    features: array(features),
  };
}

/**
 * @param logits [1, classes]
 * @returns [1, classes]; for a single class [1, 2], of which the first is the probability and the second what is left of 1
 */
export function probabilitiesIn(graph: Graph, name: string, logits: Value): Value {
  if (logits.shape[1] !== 1) return softmax(graph, name, logits);
  const weight = graph.parameter(`${name}.one_and_zero`, [1, 2], Float32Array.of(1, 0));
  const bias = graph.parameter(`${name}.zeros`, [2], new Float32Array(2));
  return softmax(graph, name, linear(graph, `${name}.logit_and_zero`, logits, weight, bias));
}

/**
 * The probabilities of one row of logits, in float64. [classes] → [classes]
 * @example
 * ```ts
 * import { probabilitiesFrom } from "@camlucida/cam";
 *
 * probabilitiesFrom(Float32Array.of(3, 3)); // → Float64Array.of(0.5, 0.5)
 * probabilitiesFrom(Float32Array.of(0)); // → Float64Array.of(0.5)
 * ```
 */
export function probabilitiesFrom(logits: Float32Array): Float64Array {
  const [only] = logits;
  if (logits.length === 1) return Float64Array.of(1 / (1 + Math.exp(-(only as number))));
  const largest = logits.reduce((most, x) => Math.max(most, x), -Infinity);
  const exponentials = Float64Array.from(logits, (x) => Math.exp(x - largest));
  const total = exponentials.reduce((sum, x) => sum + x, 0);
  return exponentials.map((x) => x / total);
}

/**
 * The function behind the probabilities of a network with this many classes.
 * @example
 * ```ts
 * import { probabilityFunction } from "@camlucida/cam";
 *
 * probabilityFunction(1000); // → "softmax"
 * probabilityFunction(1); // → "sigmoid"
 * ```
 */
export const probabilityFunction = (classes: number): "softmax" | "sigmoid" => (classes === 1 ? "sigmoid" : "softmax");

/** How many tensors a message names. */
const named = 3;

/**
 * @param passedOver names of weights that are not finite, where the device does not promise to hand such numbers on
 * @returns what is wrong with any prediction; undefined for one whose numbers can be believed
 */
export function faultFinder(checkpoint: Checkpoint, passedOver: readonly string[]): (prediction: Pick<Prediction, "logits">) => NetworkError | undefined {
  let broken: readonly NotFinite[] | undefined; // searched once, in the whole file
  return ({ logits }) => {
    const count = countNotFinite(logits);
    if (count === 0 && passedOver.length === 0) return undefined;
    broken ??= notFiniteIn(checkpoint);
    const what = count > 0
      ? `${count} of its ${logits.length} logits ${count === 1 ? "is" : "are"} NaN or infinite`
      : "weights are NaN or infinite, which a GPU passes over";
    return new NetworkError("logits-not-finite", `The network gives no answer: ${what}. ${causeOf(broken, passedOver)}`);
  };
}

function causeOf(broken: readonly NotFinite[], passedOver: readonly string[]): string {
  const again = "Save or obtain the checkpoint again.";
  if (broken.length > 0) {
    const places = broken.slice(0, named).map(({ name, count, length }) => `${name} (${count} of ${length} numbers)`);
    return `Not finite in the checkpoint: ${places.join(", ")}${others(broken.length)}. ${again}`;
  }
  if (passedOver.length > 0) return `Not finite once batch-norm is folded in: ${passedOver.slice(0, named).join(", ")}${others(passedOver.length)}. ${again}`;
  return "Every number in the checkpoint is finite: they grow beyond float32 on the way. Check that it was trained, and its batch-norm statistics above all.";
}

const others = (count: number): string => (count > named ? ` and ${count - named} more` : "");
