// The input of a model that is the image, and how its axes lie: [N, C, H, W], or [N, H, W, C] as Keras has it.
import { quote } from "../checkpoint/cursor.ts";
import { CheckpointError } from "../graph/errors.ts";
import type { NetworkImage } from "../graph/classifier.ts";
import { elements, Graph } from "../graph/graph.ts";
import { refused } from "./errors.ts";
import { intsAttribute } from "./attributes.ts";
import { LONGEST } from "./call.ts";
import type { OnnxModel, OnnxNode } from "./model.ts";
import type { OnnxValueInfo } from "./value_info.ts";
import { neededFor, outputOf } from "./output.ts";
import { CHANNELS_FIRST, CHANNELS_LAST, type Placed, placed } from "./placed.ts";
import { dataType } from "./tensor.ts";

/** The beginning of a graph. */
export interface ImageInput {
  readonly graph: Graph;
  readonly name: string; // in the file
  readonly placed: Placed;
  readonly batch: number | undefined; // of the file, where it is fixed
}

/** What is taken where neither the file nor anybody says a size. */
const USUAL = 224;

/** The image of a model, as the file has it. @param output which of several is explained. @throws CheckpointError "checkpoint-unsupported" where it is not one image */
export function imageIn(model: OnnxModel, output: string | undefined): NetworkImage {
  const { channels, height, width } = describedImage(model, neededFor(model, outputOf(model, output).name));
  return { channels, height, width };
}

interface DescribedImage extends NetworkImage {
  readonly input: OnnxValueInfo;
  readonly isLast: boolean; // its channels are
}

/** @throws CheckpointError "checkpoint-unsupported" where it is not one image */
function describedImage(model: OnnxModel, nodes: readonly OnnxNode[]): DescribedImage {
  const read = new Set(nodes.flatMap(({ inputs }) => inputs));
  const inputs = model.inputs.filter(({ name }) => read.has(name));
  const [input, ...others] = inputs;
  if (!input || others.length > 0) {
    const named = inputs.slice(0, 8).map(({ name }) => quote(name)).join(", ");
    throw new CheckpointError(
      "checkpoint-unsupported",
      `ONNX: the output depends on ${inputs.length} inputs${
        input ? `: ${named}` : ""
      }; expected one image. Networks of one image are computed.`,
    );
  }
  const { shape, name, type } = input;
  if (shape?.length !== 4 || dataType(type).kind === "other") {
    const described = shape
      ? `[${shape.slice(0, 8).map((length) => length ?? "?").join(", ")}] of type ${dataType(type).onnx}`
      : "of unknown shape";
    throw refused(
      `the input ${quote(name)} is ${described.slice(0, 200)}; expected an image, as [N, 3, H, W] of floats.`,
    );
  }
  const isLast = isChannelsLast(input, nodes);
  const [h, w, c] = isLast ? [shape[1], shape[2], shape[3]] : [shape[2], shape[3], shape[1]];
  const channels = known(c);
  if (!channels) {
    throw refused(
      `the input ${quote(name)} does not say how many channels it has. Export the model with a fixed number of them.`,
    );
  }
  return { input, isLast, channels, height: known(h), width: known(w) };
}

const known = (length: number | string | undefined): number | undefined =>
  typeof length === "number" && length > 0 ? length : undefined;

/** @throws CheckpointError "checkpoint-unsupported" where it is not one image */
export function imageOf(
  model: OnnxModel,
  nodes: readonly OnnxNode[],
  size: readonly [number, number] | undefined,
): ImageInput {
  const { input: { name, shape = [] }, isLast, channels, ...own } = describedImage(model, nodes);
  const [height, width] = size ?? [own.height ?? USUAL, own.width ?? USUAL];
  if (!(elements([height, width, channels]) <= 2 ** 28 && Math.max(height, width) <= LONGEST)) {
    throw refused(`an image of ${width}×${height} with ${channels} channels is too large. Choose a smaller size.`);
  }
  const graph = new Graph();
  const taken = model.initializers.has("image") || model.nodes.some(({ outputs }) => outputs.includes("image"));
  const image = graph.input(taken ? name : "image", [1, height, width, channels]);
  return { graph, name, batch: known(shape[0]), placed: placed(image, isLast ? CHANNELS_LAST : CHANNELS_FIRST) };
}

/** What reads it tells most: a Transpose to [N, C, H, W]. Else the axis that has as many channels as pictures do; else the usual order. */
function isChannelsLast({ name, shape = [] }: OnnxValueInfo, nodes: readonly OnnxNode[]): boolean {
  const reader = nodes.find(({ inputs }) => inputs.includes(name));
  if (reader?.op === "Transpose" && intsAttribute(reader, "perm")?.join() === "0,3,1,2") return true;
  if (reader?.op === "Conv") return false;
  const pictures: readonly unknown[] = [3, 1, 4];
  return !pictures.includes(shape[1]) && pictures.includes(shape[3]);
}
