// What lies between a ResNet's pooling and its logits: one linear layer as a rule, several with batch-norms between in others.
//
// A file has no names of layers without tensors. In a Sequential the indices leave room for them: one or two missing between two linear
// layers are an activation, taken for ReLU, perhaps with dropout, which does nothing here. More, or room on both sides of a batch-norm,
// may be anything: such a head is not read. fastai's, which has it so, is told by its indices.
// Source  fastai.vision.learner.create_head, fastai.layers.AdaptiveConcatPool2d: maxima before means, then twice batch-norm, dropout, linear.
import type { CheckpointTensor } from "../checkpoint/checkpoint.ts";
import type { Layers } from "./layers.ts";

/** A layer between pooling and logits of a ResNet. */
export interface HeadPart {
  readonly kind: "linear" | "batchNorm" | "relu";
  readonly name: string; // as the network's description has it: "fc", "fc.3"
}

/** The layers between pooling and logits, in order; none where the network ends in its features. */
export interface Head {
  readonly parts: readonly HeadPart[];
  readonly pooling: "mean" | "maximum and mean";
}

/** torchvision's. */
export const oneLinear: Head = { parts: [{ kind: "linear", name: "fc" }], pooling: "mean" };

/** Of a backbone: what it answers are its features' means. */
export const noHead: Head = { parts: [], pooling: "mean" };

/** @param last [N, H, W, C]; @param pooled its mean, [N, C]. Class weights where one linear layer of the mean is all. */
export function classify<V>(layers: Layers<V>, { parts, pooling }: Head, { last, pooled }: { readonly last: V; readonly pooled: V }): { logits: V; classWeights: V | undefined } {
  let logits = pooling === "mean" ? pooled : layers.concat("concatpool", [layers.globalMaxPool("maxpooled", last), pooled]);
  let classWeights: V | undefined;
  for (const { kind, name } of parts) {
    if (kind !== "linear") logits = layers[kind](name, logits);
    else ({ output: logits, weight: classWeights } = layers.linear(name, logits));
  }
  return { logits, classWeights: parts.length === 1 && pooling === "mean" ? classWeights : undefined };
}

interface Layer {
  readonly path: string; // behind the module's: "", "3", "layers.3"
  readonly kind: "linear" | "batchNorm";
}

/** A head, and what "fc" stands for in its file: the whole module (""), or a part of it. */
export interface FoundHead {
  readonly head: Head;
  readonly within: string; // "", "1.", "layers."
}

/**
 * The head that a module's tensors are; undefined where they are none that can be told.
 * @param module its tensors by what stands behind its path: "weight", "0.bias"
 * @param features that pooling gives
 */
export function headIn(module: ReadonlyMap<string, CheckpointTensor>, features: number): FoundHead | undefined {
  const layers = layersIn(module);
  const [only] = layers ?? [];
  if (layers === undefined || only === undefined) return undefined;
  if (layers.length === 1) return only.kind === "linear" ? { head: oneLinear, within: only.path === "" ? "" : `${only.path}.` } : undefined;
  const within = only.path.replace(/\d+$/, "");
  const counted = layers.map(({ path, kind }): Counted => ({ kind, name: `fc.${path.slice(within.length)}`, at: placeIn(path, within) }));
  if (counted.some(({ at }) => at.some(Number.isNaN))) return undefined;
  counted.sort((a, b) => firstApart(a.at, b.at).difference);
  const signature = counted.map(({ kind, at }) => `${kind} ${at.join(".")}`).join();
  const head = signature === fastai ? fastaiHead(counted, module.get(`${within}2.weight`)?.shape[0] === 2 * features) : chain(counted);
  return head && { head, within };
}

interface Counted extends HeadPart {
  readonly at: readonly number[]; // in its Sequential, and in one that stands there: 6.3
}

/** Of layers that are named and numbered (fc1, fc2) each has an activation behind it, as two linear ones in a row would be one. */
function placeIn(path: string, parent: string): readonly number[] {
  const place = path.slice(parent.length);
  if (!path.startsWith(parent) || !/^\d+(\.\d+)*$/.test(place)) return [NaN];
  return place.split(".").map((index) => Number(index) * (parent === "" || parent.endsWith(".") ? 1 : 2));
}

/** Where two places differ first, and by how much. */
function firstApart(a: readonly number[], b: readonly number[]): { readonly level: number; readonly difference: number } {
  const level = Math.max(0, a.findIndex((index, at) => index !== b[at]));
  return { level, difference: (a[level] ?? 0) - (b[level] ?? 0) };
}

/** How many layers without tensors stand between two: what is missing before the second, also in the Sequential that it stands in. */
function roomBetween(a: readonly number[], b: readonly number[]): number {
  const { level, difference } = firstApart(a, b);
  return b.slice(level + 1).reduce((room, index) => room + index, -difference - 1);
}

const fastai = "batchNorm 2,linear 4,batchNorm 6,linear 8";

function fastaiHead(layers: readonly Counted[], both: boolean): Head {
  const [norm, hidden, secondNorm, last] = layers as [Counted, Counted, Counted, Counted];
  return { parts: [norm, hidden, reluBehind(hidden), secondNorm, last], pooling: both ? "maximum and mean" : "mean" };
}

/** What a head holds that no tensor says. @param own names of linear layers that are known to have ReLU between them */
export function assumedIn({ parts }: Head, own: readonly string[] = []): string | undefined {
  const linears = parts.filter(({ kind }) => kind === "linear").map(({ name }) => name);
  if (linears.join() === own.join() || !parts.some(({ kind }) => kind === "relu")) return undefined;
  return "that ReLU stands between the layers of its head";
}

const reluBehind = ({ name }: HeadPart): HeadPart => ({ kind: "relu", name: `${name} (relu)` });

/** Layers in order with the activations that their indices leave room for. */
function chain(layers: readonly Counted[]): Head | undefined {
  if (layers.at(-1)?.kind !== "linear") return undefined;
  const parts: HeadPart[] = [];
  let activated = true; // since the linear layer before; features are
  for (const [index, layer] of layers.entries()) {
    const before = layers[index - 1];
    const room = before ? roomBetween(before.at, layer.at) : 0;
    if (before && room > 0) {
      if (room > 2 || activated) return undefined;
      parts.push(reluBehind(before));
      activated = true;
    }
    if (before?.kind === "batchNorm" && layer.kind === "batchNorm") return undefined;
    if (layer.kind === "linear") activated = false;
    parts.push(layer);
  }
  return { parts, pooling: "mean" };
}

/** Linear layers and batch-norms, where there is nothing else. */
function layersIn(module: ReadonlyMap<string, CheckpointTensor>): Layer[] | undefined {
  const fields = new Map<string, string[]>();
  for (const name of module.keys()) {
    const dot = name.lastIndexOf(".");
    const path = name.slice(0, Math.max(0, dot));
    const own = fields.get(path);
    if (own) own.push(name.slice(dot + 1));
    else fields.set(path, [name.slice(dot + 1)]);
  }
  const layers = Array.from(fields, ([path, own]): Layer | undefined => {
    const sides = module.get(path === "" ? "weight" : `${path}.weight`)?.shape ?? [];
    const sorted = own.filter((field) => field !== "num_batches_tracked").sort().join();
    if (sorted === "bias,running_mean,running_var,weight" && sides.length === 1) return { path, kind: "batchNorm" };
    const isLinear = (sorted === "bias,weight" || sorted === "weight") && (sides.length === 2 || (sides.length === 4 && sides[2] === 1 && sides[3] === 1));
    return isLinear ? { path, kind: "linear" } : undefined;
  });
  return layers.every((layer) => layer !== undefined) ? layers : undefined;
}
