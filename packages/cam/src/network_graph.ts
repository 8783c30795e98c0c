// The graph behind a network: forward to the logits and the maps of all classes, backward to what the questions are about.
import {
  adjoint, architectureOf, fuse, Graph, GraphError, layerNamed, linear, namedLayers, resnet, topK, type Checkpoint, type Value,
} from "@camlucida/tensor";
import { channelDot } from "./methods/channel_dot.ts";
import type { FromImage, Method } from "./methods/method.ts";
import { probabilitiesIn } from "./probabilities.ts";
import type { Question, Told } from "./questions.ts";

/** How many classes a ranking names. */
const ranked = 5;

export interface NetworkGraph {
  readonly graph: Graph; // fused; inputs: the image, and a seed per way of differentiating
  readonly image: Value; // [1, H, W, 3]
  readonly seeds: readonly Value[]; // [1, classes] each: all are given the same numbers
  readonly forward: Forward;
  readonly asked: readonly Asked[]; // in the order of the questions
  readonly layers: readonly string[]; // that a question may name, by depth
}

export interface Forward {
  readonly logits: Value; //        [1, classes]
  readonly probabilities: Value; // [1, classes], or [1, 2] for a single one: probabilities.ts
  readonly top: Value; //           [1, 5, 2]
  readonly features: Value; //      [1, h, w, K]: layer4, behind its ReLU
  readonly classMaps: Value; //     [1, h, w, classes]
}

/** A question as Values of the graph. */
export interface Asked {
  readonly method: Method;
  readonly layerName: string;
  readonly layer: Value; // A [1, h, w, K]
  /** Only pooling and fc come after it. */
  readonly isLast: boolean;
  readonly parts: Parts;
}

/** What a map is made of; what its method does not need is absent. */
export interface Parts {
  readonly map?: Value; //      [1, h, w, 1]: the graph itself computes it
  readonly features?: Value; // A
  readonly weights?: Value; //  [1, K] or [1, h, w, K]
  readonly gradient?: Value; // ∂⟨seed, logits⟩/∂A
  readonly pixels?: Value; //   ∂⟨seed, logits⟩/∂image [1, H, W, 3], guided or not
}

/** @throws CheckpointError; GraphError "unknown-layer", "last-layer-only" */
export function networkGraph(checkpoint: Checkpoint, [height, width]: readonly [number, number], questions: readonly Question[], tells: Told = "maps"): NetworkGraph {
  const { classes } = architectureOf(checkpoint);
  const plain = new Graph();
  const image = plain.input("image", [1, height, width, 3]);
  const network = resnet(plain, checkpoint, image);
  const noBias = plain.parameter("class_maps.bias", [classes], new Float32Array(classes));
  const forward = {
    logits: network.logits,
    probabilities: probabilitiesIn(plain, "probabilities", network.logits),
    top: topK(plain, "top", network.logits, Math.min(ranked, classes)),
    features: network.layer4, // pooling and the class maps read it: fused or not it is there, so that it costs its readback only
    classMaps: linear(plain, "class_maps", network.layer4, network.classWeights, noBias),
  };
  const named = namedLayers(plain, network);
  const layers = questions.map(({ layer }) => layerNamed(named, layer));
  const graph = fuse(plain, [...Object.values(forward), ...layers]);
  const seeds: Value[] = [];
  const gradientOf = gradients(graph, network.logits, layers, seeds);
  const pixelsOf = imageGradients(graph, network.logits, image, seeds);
  const asked = questions.map(({ method, layer: layerName }, at): Asked => {
    const layer = layers[at] as Value;
    const isLast = layer === network.layer4;
    if (method.weights.from === "classifier" && !isLast) throw lastLayerOnly(method, layerName);
    const parts = partsOf(graph, method, `${method.name} at ${layerName}`, layer, { gradientOf, pixelsOf, tells });
    return { method, layerName, layer, isLast, parts };
  });
  return { graph, image, seeds, forward, asked, layers: [...named.keys()] };
}

/** The gradients of all layers in one backward pass, whoever asks first. */
function gradients(graph: Graph, logits: Value, layers: readonly Value[], seeds: Value[]): (layer: Value) => Value {
  const places = [...new Set(layers)];
  let found: readonly Value[] | undefined;
  return (layer) => {
    if (!found) {
      const seed = graph.input("seed", logits.shape);
      seeds.push(seed);
      found = adjoint(graph, logits, seed, places);
    }
    return found[places.indexOf(layer)] as Value;
  };
}

/** The gradient of the image under each rule for ReLUs, once. */
function imageGradients(graph: Graph, logits: Value, image: Value, seeds: Value[]): (relu: FromImage["relu"]) => Value {
  const found = new Map<FromImage["relu"], Value>();
  return (relu) => {
    const known = found.get(relu);
    if (known) return known;
    const seed = graph.input(`image seed ${found.size}`, logits.shape);
    seeds.push(seed);
    const [gradient] = adjoint(graph, logits, seed, [image], relu) as [Value];
    found.set(relu, gradient);
    return gradient;
  };
}

interface Sources {
  readonly gradientOf: (layer: Value) => Value;
  readonly pixelsOf: (relu: FromImage["relu"]) => Value;
  readonly tells: Told;
}

/** Appends what a method needs; `name` is unique to the question. */
function partsOf(graph: Graph, { weights, reduce }: Method, name: string, layer: Value, sources: Sources): Parts {
  const { gradientOf, pixelsOf, tells } = sources;
  switch (weights.from) {
    case "classifier":
      return {};
    case "features":
      return { features: layer };
    case "passes":
      return { features: layer, gradient: gradientOf(layer) };
    case "image": {
      const within = weights.within && partsOf(graph, weights.within, `${name} within`, layer, { ...sources, tells: "maps" });
      return { ...within, pixels: pixelsOf(weights.relu) };
    }
    case "gradient": {
      const weigh = weights.weigh(graph, name, layer, gradientOf(layer));
      const summands = { features: layer, weights: weigh };
      if (reduce !== "sum") return summands;
      const map = channelDot(graph, name, layer, weigh);
      return tells === "maps" ? { map } : { map, ...summands };
    }
  }
}

const lastLayerOnly = ({ title }: Method, layer: string): GraphError =>
  new GraphError("last-layer-only", `network: ${title} is made of the fc layer's weights, which fit layer4 only, not ${layer}. Use grad-cam there.`);
