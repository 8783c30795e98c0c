// A network held against PyTorch's: how far its logits and its maps are, each of the largest expected number.
import { logitOf, methodNamed, openNetwork, type RawMap } from "@camlucida/cam";
import { type Checkpoint, type Device } from "@camlucida/tensor";
import { decodeFloats, seeded } from "@camlucida/tensor/testing";

/** What PyTorch gave for an image, in float64: test/reference_families.py. */
export interface ExpectedCase {
  readonly seed: number; // of the image
  readonly height: number;
  readonly width: number;
  readonly top: readonly number[]; // five class indices
  readonly logits: string; // base64 float32, [classes]
  readonly maps: readonly ExpectedMap[];
}

interface ExpectedMap {
  readonly layer: string; // its module's path in PyTorch
  readonly method: string;
  readonly height: number;
  readonly width: number;
  readonly map: string; // base64 float32, [height, width]
}

/** Largest differences, as fractions of the largest expected number. */
export interface Differences {
  readonly logits: number;
  readonly top: boolean; // the same five classes, in the same order
  readonly maps: Readonly<Record<string, number>>; // by "grad-cam at layer4"
}

/** The promises: float32 through up to 200 layers, and back. */
export const [ofLogits, ofMaps] = [1e-4, 1e-3];

/** @param layerOf a module's path → the network's name of its output */
export async function hold(checkpoint: Checkpoint, device: Device, expected: ExpectedCase, layerOf: (path: string, layers: readonly string[]) => string): Promise<Differences> {
  const { seed, height, width, top, logits, maps } = expected;
  const network = await openNetwork(checkpoint, device, { input: [height, width] });
  try {
    const requests = maps.map(({ layer, method }) => ({ method: methodNamed(method), layer: layerOf(layer, network.layers) }));
    using pass = await network.forward([seeded(seed, height * width * 3, 2)], { thenMaps: requests });
    const { prediction } = pass;
    const found = await pass.maps(requests, logitOf(top[0] ?? 0, network.classes));
    const offs = maps.map((each, at) => [`${each.method} at ${each.layer}`, mapOff(found[at] as RawMap, each)] as const);
    return { logits: off(prediction.logits, decodeFloats(logits)), top: prediction.ranking.join() === top.join(), maps: Object.fromEntries(offs) };
  } finally {
    network.dispose();
  }
}

function mapOff(found: RawMap, { method, height, width, map }: ExpectedMap): number {
  if (found.method !== method) throw new Error(`the map is one of ${found.method}; expected ${method}`);
  return found.height === height && found.width === width ? off(found.values, decodeFloats(map)) : Infinity;
}

/** Infinity for another number of numbers, and for those that are none. */
function off(found: Float32Array, expected: Float32Array): number {
  if (found.length !== expected.length) return Infinity;
  const largest = expected.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const most = expected.reduce((worst, x, at) => Math.max(worst, Math.abs(x - (found[at] ?? NaN))), 0);
  return Number.isFinite(most) ? most / largest : Infinity;
}

/**
 * PyTorch's exporter names a node by the way to its module: "features.4" → /features/features.4/…, of which the last is the module's
 * output. A number is said with what holds it.
 */
export function layerInOnnx(path: string, layers: readonly string[]): string {
  if (path === "features") return "/Relu"; // DenseNet's: it is in place, and changes what its module gave
  const words: string[] = [];
  for (const word of path.split(".")) words.push(/^\d+$/.test(word) ? `${words.at(-1) ?? ""}.${word}` : word);
  const start = `/${words.join("/")}/`;
  const found = layers.findLast((name) => name.startsWith(start));
  if (found === undefined) throw new Error(`no layer of the file begins with ${start}; it has ${layers.slice(-5).join(", ")} …`);
  return found;
}

export const layerByName = (path: string): string => path;
