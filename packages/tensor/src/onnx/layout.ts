// Tensors whose numbers are moved, where bookkeeping does not do: into an order that an operator computes in, or one in which an axis can
// be taken apart. What placed.ts says of axes, made true in memory by one step. Images never mix: the first axis of a Value stays.
import type { Graph } from "../graph/graph.ts";
import { elements, type Value } from "../graph/graph.ts";
import { rearrange } from "../ops/rearrange/rearrange.ts";
import { CHANNELS_FIRST, type Placed, placed, reshapePlaced, shapeOf, takenApart } from "./placed.ts";
import { unsupported, type VersionedNode } from "./refusal.ts";
import { listed } from "./shape_arithmetic.ts";

/** A node that steps are appended for. */
type LayoutCall = VersionedNode & { readonly graph: Graph };

/** The ONNX axes that each axis of a Value is made of, outermost first; the first has the images, and the last alone may have several. */
export type ValueAxes = readonly (readonly number[])[];

/** The ONNX axis that counts images; −1 where none does, as in a single image without that axis. @throws CheckpointError where it is joined to others */
function imagesAxis(call: LayoutCall, tensor: Placed): number {
  const found = tensor.axes.findIndex((group) => group.includes(0));
  const joined = tensor.view[0] !== 1 && (tensor.axes[found]?.length ?? 1) !== 1;
  if (!joined) return found;
  throw unsupported(call, `moves the axes of [${listed(shapeOf(tensor))}], of which one counts images and more`, "Every image is computed by itself.");
}

/** A Value of the tensor's numbers, in the order of these axes of its view; those of length 1 need not be named. @param shape without images */
function moved(call: LayoutCall, name: string, { value, view }: Placed, axes: readonly number[], shape: readonly number[]): Value {
  const others = view.flatMap((_, axis) => (axis > 0 && !axes.includes(axis) ? [axis] : []));
  const order = [...axes.filter((axis) => axis > 0), ...others].map((axis) => axis - 1);
  const there = [value.shape[0] ?? 1, ...shape].join() === value.shape.join();
  const stays = order.filter((axis) => view[axis + 1] !== 1).every((axis, at, all) => at === 0 || axis > (all[at - 1] as number));
  return there && stays ? value : rearrange(call.graph, name, value, { view: view.slice(1), order, shape });
}

/** The tensor with its axes where they are wanted; itself where they lie there. @throws CheckpointError where images would have to move */
export function laidOut(call: LayoutCall, name: string, tensor: Placed, wanted: ValueAxes): Placed {
  const [images = [], ...rest] = wanted;
  const lengths = shapeOf(tensor);
  const counts = imagesAxis(call, tensor);
  if (tensor.view[0] !== 1 && images.join() !== String(counts)) {
    throw unsupported(call, `moves images of [${listed(lengths)}] among other axes`, "Every image is computed by itself.");
  }
  const length = (axes: readonly number[]): number => elements(axes.map((axis) => lengths[axis] as number));
  const order = rest.flatMap((axes) => axes.flatMap((axis) => tensor.axes[axis] ?? []));
  const value = moved(call, name, tensor, order, rest.map(length));
  const parts = wanted.map((axes, at) => (at === wanted.length - 1 && axes.length > 1 ? axes : [axes.length === 1 ? axes[0] as number : -1])).flat();
  const view = parts.map((axis, at) => (at === 0 ? value.shape[0] ?? 1 : lengths[axis] ?? 1));
  const axes = lengths.map((own, axis) => {
    const at = parts.indexOf(axis);
    return at === 0 || (at > 0 && own !== 1) ? [at] : [];
  });
  return { value, view, axes };
}

/** The tensor with one of its ONNX axes as the channels. */
export function withLast(call: LayoutCall, name: string, tensor: Placed, axis: number): Placed {
  const images = imagesAxis(call, tensor);
  if (axis === images && tensor.view[0] !== 1) {
    throw unsupported(call, `goes along the images of [${listed(shapeOf(tensor))}]`, "Every image is computed by itself.");
  }
  const others = tensor.axes.flatMap((_, own) => (own === axis || own === images ? [] : [own]));
  const long = others.length > 2 ? others.filter((own) => shapeOf(tensor)[own] !== 1) : others;
  if (long.length > 2) {
    throw unsupported(call, `moves the axes of [${listed(shapeOf(tensor))}]`, "Of images' four axes it is computed.");
  }
  const first = images < 0 || images === axis ? [] : [images];
  const [a, b] = long.length === 1 ? [[], [long[0] as number]] : [[long[0] as number], [long[1] as number]];
  return laidOut(call, name, tensor, long.length === 0 ? [first, [axis]] : [first, a, b, [axis]]);
}

/** [N, C, H, W] as the engine computes images. */
export const asImage = (call: LayoutCall, name: string, tensor: Placed): Placed => laidOut(call, name, tensor, [[0], [2], [3], [1]]);

/** In another shape of as many elements: by bookkeeping, else with its numbers moved into the order in which ONNX counts them. */
export function reshaped(call: LayoutCall, name: string, tensor: Placed, shape: readonly number[]): Placed {
  const kept = reshapePlaced(tensor, shape);
  if (kept) return kept;
  const [images = 1] = tensor.view;
  const counts = imagesAxis(call, tensor);
  const stays = counts === 0 && shape[0] === images;
  if (images !== 1 && !stays) throw takenApart(call, tensor, shape);
  const rest = stays || shape[0] === 1 ? shape.slice(1) : shape;
  const [a = 1, b = 1, c = 1] = rest;
  const lengths = rest.length > 2 ? [a, b, elements(rest.slice(2))] : rest.length === 2 ? [1, a, b] : [elements(rest)];
  if (shape.length === 4 && rest.length === 3) return imageAgain(call, name, tensor, rest);
  const value = moved(call, name, tensor, tensor.axes.flat(), lengths);
  const begin = shape.length - rest.length;
  const first = begin > 0 ? [[0]] : [];
  if (rest.length <= 3) {
    const offset = rest.length === 2 ? 2 : 1;
    return placed(value, [...first, ...rest.map((_, at) => [at + offset])]);
  }
  const view = [images, a, b, c, ...rest.slice(3)];
  return { value, view, axes: [...first, ...rest.map((length, at) => (length === 1 ? [] : [at + 1]))] };
}

/** [N, C, H, W], as an image: whoever takes an image apart puts one together again. */
function imageAgain(call: LayoutCall, name: string, tensor: Placed, [c = 1, h = 1, w = 1]: readonly number[]): Placed {
  const row = moved(call, `${name} (in order)`, tensor, tensor.axes.flat(), [c * h * w]);
  const value = rearrange(call.graph, name, row, { view: [c, h, w], order: [1, 2, 0], shape: [h, w, c] });
  return placed(value, CHANNELS_FIRST);
}
