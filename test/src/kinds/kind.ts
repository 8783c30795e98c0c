// A kind of checkpoint opened as a user's program would open it, on the CPU, and what becomes of it:
//
//   right      the logits of PyTorch
//   asked      a question, and with the answer the logits of PyTorch
//   refused    a typed error whose message says what to do
//   wrong      anything else: other logits, a network where there is none, an error of no type, or one that leaves its reader alone
import { normalisationFrom, openNetwork, type Normalisation } from "@camlucida/cam";
import { CamlucidaError, metadataKeys, type Checkpoint, type Device } from "@camlucida/tensor";
import { decodeFloats, seeded } from "@camlucida/tensor/testing";

/** What test/reference_kinds.py says of a file. */
export interface Kind {
  readonly group: string;
  readonly name: string; // Markdown
  readonly size: readonly [height: number, width: number];
  readonly logits?: string; // base64 float32, [1, classes], PyTorch's; absent for what cannot be right
  readonly features?: true; // there is no classifier: in the place of logits stand the features' means
  /** What a file of this kind does not say: values of the metadata's keys. */
  readonly stem?: string;
  readonly padding?: string;
  readonly batch_norm_epsilon?: string;
}

export interface Verdict {
  readonly verdict: "right" | "asked" | "refused" | "wrong";
  /** Of the largest logit. */
  readonly off?: number;
  readonly code?: string;
  readonly message?: string;
}

/** Of the largest logit: the promise. Float32 through up to some 60 layers against float64; PyTorch's own is up to 4e-5 off here. */
export const tolerance = 1e-4;

/** What a message must hold to say what to do: a line of Python, an option, another file, or the words of an instruction. */
const advice = /in Python|torch\.|--[a-z]+|\bSay it|\bSave (it|one|the|that)|\bMerge\b|\bExport\b|\bONNX\b|Explain the classifier|is needed, such as|(Only|What) .*can be explained/;

/** What becomes of a kind. @param read its checkpoint */
export async function verdictOn(kind: Kind, read: () => Checkpoint | Promise<Checkpoint>, device: Device): Promise<Verdict> {
  const first = await attempt(kind, read, device);
  const told = answers(kind);
  if (first.verdict !== "refused" || Object.keys(told).length === 0) return first;
  const second = await attempt(kind, async () => withMetadata(await read(), told), device);
  return second.verdict === "right" ? { ...first, ...(second.off !== undefined && { off: second.off }), verdict: "asked" } : { ...second, verdict: second.verdict === "refused" ? "refused" : "wrong" };
}

async function attempt(kind: Kind, read: () => Checkpoint | Promise<Checkpoint>, device: Device): Promise<Verdict> {
  try {
    return judged(kind, await logitsOf(kind, await read(), device));
  } catch (error) {
    if (!(error instanceof CamlucidaError)) return { verdict: "wrong", message: `an error of no type: ${String(error)}` };
    return { verdict: advice.test(error.message) ? "refused" : "wrong", code: error.code, message: error.message };
  }
}

async function logitsOf({ size }: Kind, checkpoint: Checkpoint, device: Device): Promise<Float32Array> {
  const network = await openNetwork(checkpoint, device, { input: size });
  try {
    const pixels = photograph(size, normalisationFrom(checkpoint.metadata));
    const channels = network.graph.image.shape[3] ?? 3;
    using pass = await network.forward([channels === 1 ? pixels.filter((_, at) => at % 3 === 0) : pixels]);
    return pass.prediction.logits;
  } finally {
    network.dispose();
  }
}

/** [H, W, 3] normalised: what test/kinds/kind.py gives its networks. */
export function photograph([height, width]: Kind["size"], { order, scale, mean, std }: Normalisation): Float32Array {
  const levels = seeded(1000, height * width * 3, 0.5);
  return levels.map((_, at) => {
    const channel = at % 3;
    const level = (levels[order === "RGB" ? at : at + 2 - 2 * channel] ?? 0) + 0.5; // 0 … 1
    return (level * (255 / scale) - (mean[channel] ?? 0)) / (std[channel] ?? 1);
  });
}

function judged({ logits }: Kind, found: Float32Array): Verdict {
  if (logits === undefined) return { verdict: "wrong", message: "it was opened, and cannot be right" };
  const expected = decodeFloats(logits);
  if (expected.length !== found.length) return { verdict: "wrong", message: `${found.length} logits; PyTorch has ${expected.length}` };
  const largest = expected.reduce((most, logit) => Math.max(most, Math.abs(logit)), 0);
  const off = expected.reduce((most, logit, at) => Math.max(most, Math.abs(logit - (found[at] ?? NaN))), 0) / largest;
  return off <= tolerance ? { verdict: "right", off } : { verdict: "wrong", off, message: `logits ${off.toExponential(1)} of the largest away` };
}

const answers = ({ stem, padding, batch_norm_epsilon: epsilon }: Kind): Record<string, string> => ({
  ...(stem !== undefined && { [metadataKeys.stem]: stem }),
  ...(padding !== undefined && { [metadataKeys.padding]: padding }),
  ...(epsilon !== undefined && { [metadataKeys.batchNormEpsilon]: epsilon }),
});

const withMetadata = (checkpoint: Checkpoint, told: Record<string, string>): Checkpoint => ({ ...checkpoint, metadata: { ...checkpoint.metadata, ...told } });
