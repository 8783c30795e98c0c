// One file through reading alone, as the command line reads a picture and `inspect` a model: what comes of it, and what must never come of it.
import { type Image, readJpegHeader } from "@camlucida/cam";
import { CamlucidaError, type Checkpoint, loadCheckpoint } from "@camlucida/tensor";
import { loadModel } from "@camlucida/weights";
import { decodeImage, inspectModel } from "camlucida/internal";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { ReaderKind } from "./formats.ts";

/** What came of reading a file. "untyped": an error without a code, or a result that contradicts itself: always a fault of the reader. */
export type ReadingOutcome =
  | { readonly outcome: "read"; readonly pixels?: PixelFacts }
  | { readonly outcome: "refused"; readonly code: string; readonly message: string }
  | { readonly outcome: "untyped"; readonly message: string; readonly stack: string };

/** What a picture is, in few words: enough to say whether another reader gave the same, and how far apart the two are. */
export interface PixelFacts {
  readonly width: number;
  readonly height: number;
  /** Of the RGB bytes, [H, W, 3]. */
  readonly sha256: string;
  /** Levels by which a sample may differ from libjpeg's, as apps/cli/src/image/jpeg.ts says; 0 of everything else. */
  readonly tolerance: number;
  /** RGB of pixels at even distances, the first among them: 64, or all of a smaller picture. Hexadecimal. */
  readonly sample: string;
}

/** A file of a folder. */
export const readPath = (path: string, kind: ReaderKind): Promise<ReadingOutcome> => told(async () => {
  if (kind === "picture") return pictureIn(new Uint8Array(await readFile(path)));
  const options = { cacheFolder: () => "", mayObtain: false, log: () => undefined, progress: () => undefined };
  const { name, checkpoint, labels, beside, close } = await loadModel({ model: path }, options);
  try {
    inspect({ name, checkpoint, labels, beside });
  } finally {
    close();
  }
});

/** The bytes of a file that lies nowhere. */
export const readBytes = (bytes: Uint8Array, kind: ReaderKind): Promise<ReadingOutcome> => told(async () => {
  if (kind === "picture") return pictureIn(bytes);
  const checkpoint = await loadCheckpoint(bytes);
  inspect({ name: "mutant", checkpoint, labels: undefined });
  writeWeights(checkpoint);
});

async function told(read: () => Promise<PixelFacts | void>): Promise<ReadingOutcome> {
  try {
    const pixels = await read();
    return { outcome: "read", ...(pixels && { pixels }) };
  } catch (error) {
    if (error instanceof CamlucidaError && isPrintable(error.message)) return { outcome: "refused", code: error.code, message: error.message };
    if (error instanceof Error) return { outcome: "untyped", message: `${error.name}: ${error.message}`.slice(0, 2000), stack: error.stack ?? "" };
    return { outcome: "untyped", message: String(error), stack: "" };
  }
}

/** What a file says must reach a terminal short and without control characters. */
// oxlint-disable-next-line no-control-regex
const isPrintable = (message: string): boolean => message.length < 2000 && !/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/.test(message);

const samples = 64;

const pictureIn = async (bytes: Uint8Array): Promise<PixelFacts> => factsOf(await decodeImage(bytes), toleranceOf(bytes));

/** Four components are read without libjpeg: chroma of fewer samples is repeated, where libjpeg interpolates. Chroma of mixed factors is mixed otherwise. */
function toleranceOf(bytes: Uint8Array): number {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return 0;
  const { components, sampling } = readJpegHeader(bytes);
  const [luma, ...chroma] = sampling;
  if (components === 4) return sampling.every((factors) => factors === luma) ? 4 : 80;
  return chroma.some((factors) => factors !== "1×1" && factors !== luma) ? 2 : 0;
}

function factsOf({ width, height, data }: Image, tolerance: number): PixelFacts {
  const count = width * height;
  if (!(count > 0) || data.length !== 4 * count) throw new Error(`a picture of ${width}×${height} pixels in ${data.length} bytes`);
  const rgb = new Uint8Array(3 * count);
  for (let from = 0, to = 0; from < data.length; from += 4, to += 3) rgb.set(data.subarray(from, from + 3), to);
  const taken = Math.min(samples, count);
  const sample = Array.from({ length: taken }, (_, i) => 3 * Math.floor((i * count) / taken)).map((at) => hexadecimal(rgb.subarray(at, at + 3)));
  return { width, height, tolerance, sha256: createHash("sha256").update(rgb).digest("hex"), sample: sample.join("") };
}

const hexadecimal = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

function inspect(model: Parameters<typeof inspectModel>[0]): void {
  for (const [name, { shape, data }] of model.checkpoint.tensors) {
    const expected = shape.reduce((product, length) => product * length, 1);
    if (data.length !== expected) throw new Error(`tensor ${name} of shape [${shape.join(", ")}] has ${data.length} numbers`);
  }
  const found = inspectModel(model);
  if (!found.ok) throw new CamlucidaError(found.error.code, found.error.message);
}

/** Reads every number of a network that the file itself describes. */
function writeWeights({ network }: Checkpoint): void {
  if (network === undefined) return;
  for (const parameter of network.build().graph.parameters.values()) parameter.write(new Float32Array(parameter.length));
}
