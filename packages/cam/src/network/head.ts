// The end of a network whose logits are means over positions of maps, one for each class: read off its graph, from the logits back.
//
//   m = mean over positions of the last feature map A [h, w, K]
//   n = m, or (m − μ)/σ: layer norm, with the mean μ and the deviation σ = √(variance + ε) of m itself over its channels
//   y = Wᵀ·(s ⊙ n + t) + b         s and t [K]: γ and β of that norm, and of batch-norms behind it; W [K, classes]
//
// All but μ and σ is linear, and these are two numbers, known once the image has been seen. Where nothing lies between m and y, the last
// feature map holds the class maps.
//
// Source  Zhou et al. 2016, arXiv:1512.04150, equations 1 and 2; layer norm: Ba et al. 2016, arXiv:1607.06450, equation 3.
import { elements, imageShape, kindOf, numbersOf, type Graph, type Parameter, type Step, type Value } from "@camlucida/tensor";

/** What lies between the last feature map and the logits, where class maps are defined. */
export interface ClassMapHead {
  /** m [N, K]. */
  readonly mean: Value;
  /** ε of the layer norm, where there is one. */
  readonly epsilon: number | undefined;
  /** What follows; absent where the logits are m. */
  readonly linear: LinearEnd | undefined;
}

/** y = Wᵀ·(s ⊙ n + t) + b. */
export interface LinearEnd {
  readonly weight: Value; // W [K, classes]; [1, 1, K, classes] of a convolution
  readonly numbers: Parameter; // of W
  readonly scale: Float64Array | undefined; // s [K]; undefined: ones
  readonly shift: Float64Array | undefined; // t [K]; undefined: zeros
  readonly bias: Parameter; // b [classes]
}

/** @param last the last feature map. @returns undefined where something else lies between */
export function headOf(graph: Graph, logits: Value, last: Value): ClassMapHead | undefined {
  const makers = new Map(graph.steps.map((step) => [step.output, step]));
  const between: Step[] = []; // from the mean to the logits
  let step = makers.get(logits);
  while (step && !isMean(step)) {
    if (!isRow(step)) between.unshift(step);
    step = makers.get(step.inputs[0] as Value);
  }
  return step?.inputs[0] === last ? headFrom(step.output, between, graph) : undefined;
}

function headFrom(mean: Value, steps: readonly Step[], graph: Graph): ClassMapHead | undefined {
  const end = steps.at(-1);
  if (!end) return { mean, epsilon: undefined, linear: undefined };
  const norms = steps.slice(0, -1);
  const epsilon = norms[0] && kindOf(norms[0]) === "layer_norm" ? norms[0].constants["epsilon"] : undefined;
  const affine = norms.slice(epsilon === undefined ? 0 : 1).every((step) => kindOf(step) === "batch_norm") ? affineOf(norms, graph) : undefined;
  const [, weight, shift] = isLinear(end) ? end.inputs : [];
  const [numbers, bias] = [weight, shift].map((value) => value && graph.parameters.get(value));
  return weight && numbers && bias && affine && { mean, epsilon, linear: { weight, numbers, bias, ...affine } };
}

/** A step that leaves the mean of all positions: a global pool, or one whose window covers the image. */
function isMean(step: Step): boolean {
  const kind = kindOf(step);
  if (kind !== "average_pool") return kind === "global_average_pool";
  const [, height, width] = imageShape(step.inputs[0]);
  const { kernelH, kernelW, top, left } = step.constants;
  return kernelH === height && kernelW === width && top === 0 && left === 0 && isOnePosition(step.output);
}

/** The same row of channels on other axes. */
const isRow = (step: Step): boolean => kindOf(step) === "reshape" && [step.output, step.inputs[0] as Value].every(isOnePosition) && step.output.shape.at(-1) === step.inputs[0]?.shape.at(-1);

const isOnePosition = ({ shape }: Value): boolean => elements(shape.slice(1)) === shape.at(-1);

/** A matrix, or a 1×1 convolution of the one position. */
const isLinear = (step: Step): boolean => ["linear", "conv"].includes(kindOf(step)) && isOnePosition(step.output) && isOnePosition(step.inputs[0] as Value);

/** s and t of norms that come one after the other. @returns undefined where their numbers are not known */
function affineOf(norms: readonly Step[], { parameters }: Graph): Pick<LinearEnd, "scale" | "shift"> | undefined {
  let [scale, shift]: [Float64Array | undefined, Float64Array | undefined] = [undefined, undefined];
  for (const { inputs: [, ...vectors], constants } of norms) {
    const known = vectors.map((value) => parameters.get(value)).filter((parameter) => parameter !== undefined).map(numbersOf);
    const [gamma, beta, mean, variance] = known;
    if (!gamma || !beta || known.length !== vectors.length) return undefined;
    const own = Float64Array.from(gamma, (g, k) => (variance ? g / Math.sqrt((variance[k] as number) + (constants["epsilon"] as number)) : g));
    const [before, moved]: readonly (Float64Array | undefined)[] = [scale, shift];
    scale = Float64Array.from(own, (s, k) => s * (before?.[k] ?? 1));
    shift = Float64Array.from(own, (s, k) => s * ((moved?.[k] ?? 0) - (mean?.[k] ?? 0)) + (beta[k] as number));
  }
  return { scale, shift };
}

/** In words: what lies between the last layer and the logits, and why its class maps add up. @param layer the last one's name */
export function exactnessOf({ epsilon, linear }: ClassMapHead, layer: string): string {
  if (!linear) return `${layer} holds the class maps of the network itself: their means are the logits`;
  if (epsilon !== undefined) {
    return `behind ${layer} lie a mean over positions, layer norm and one linear layer; with the mean and the deviation that this image's layer norm has, the map's mean and the bias make the logit`;
  }
  const between = linear.scale ? "a mean over positions, batch normalisation" : "a mean over positions";
  return `only ${between} and one linear layer lie behind ${layer}, so that the map's mean and the bias make the logit`;
}
