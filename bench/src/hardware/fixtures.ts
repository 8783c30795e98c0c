// Whether an adapter computes what PyTorch computes: the networks of test/fixtures, their logits and maps with gradients, and a ResNet-18 by
// each algorithm for convolutions. What does not fit into the time is said to be left.
import { readFile } from "node:fs/promises";
import { logitOf, methodNamed, openNetwork } from "../../../packages/cam/src/index.ts";
import { type Checkpoint, type CheckpointTensor, type Gpu, webGpuDevice, type WebGpuDevice } from "../../../packages/tensor/src/index.ts";
import { algorithmNames } from "../../../packages/tensor/src/ops/conv/choose.ts";
import { decodeFloats } from "../../../packages/tensor/src/testing/fixture.ts";
import { seeded } from "../../../packages/tensor/src/testing/seeded.ts";
import { largestDifference } from "../reports/case.ts";
import type { Budget } from "./budget.ts";

/** What was compared, and by how much it differs at most, of the largest number; the promises are 1e-4 and 1e-3. */
export interface FixtureResult {
  readonly what: string;
  readonly logits: number;
  readonly maps: number | undefined;
  readonly failure?: string;
}

export interface FixtureReport {
  readonly held: readonly FixtureResult[];
  readonly left: readonly string[]; // for which there was no time
}

interface StoredMap {
  readonly layer: string;
  readonly method: string;
  readonly map: string; // base64 float32
}

interface Stored {
  readonly tensors: readonly (readonly [name: string, shape: readonly number[]])[];
  readonly quiet?: string; // a pattern of names: of these tensors a quarter is taken
  readonly metadata?: Readonly<Record<string, string>>;
  readonly cases: readonly { readonly seed?: number; readonly height: number; readonly width: number; readonly logits: string; readonly top: readonly number[]; readonly maps?: readonly StoredMap[] }[];
}

/** The most telling first. */
const networks = [
  "resnet50", "efficientnet_b0", "mobilenet_v2", "mobilenet_v3_small", "convnext_tiny", "densenet121", "regnet_y_400mf", "shufflenet_v2_x1_0", "squeezenet1_1",
  "vgg11_bn", "googlenet", "efficientnet_b0_tensorflow", "regnet_x_400mf", "mnasnet1_0", "alexnet", "inception_v3", "efficientnet_v2_s",
] as const;

/** @param folder of the fixtures; @param tell after each */
export async function holdFixtures(gpu: Gpu, folder: URL, budget: Budget, tell: (report: FixtureReport) => Promise<void>): Promise<void> {
  const held: FixtureResult[] = [];
  const works: { what: string; work: () => Promise<Omit<FixtureResult, "what">> }[] = [
    ...networks.slice(0, 2).map((name) => ({ what: name, work: () => hold(webGpuDevice(gpu), folder, name) })),
    ...algorithmNames.map((algorithm) => ({ what: `resnet18 by ${algorithm}`, work: () => hold(webGpuDevice(gpu, { algorithms: () => algorithm }), folder, "resnet18") })),
    ...networks.slice(2).map((name) => ({ what: name, work: () => hold(webGpuDevice(gpu), folder, name) })),
  ];
  for (const [at, { what, work }] of works.entries()) {
    const left = works.slice(at).map((later) => later.what);
    if (budget.left() === 0) return tell({ held, left });
    held.push({ what, ...(await work().catch((error: unknown) => ({ logits: NaN, maps: undefined, failure: String(error).slice(0, 300) }))) });
    await tell({ held, left: left.slice(1) });
  }
}

async function hold(device: WebGpuDevice, folder: URL, name: string): Promise<Omit<FixtureResult, "what">> {
  const stored = JSON.parse(await readFile(new URL(`${name}.json`, folder), "utf8")) as Stored;
  const checkpoint = checkpointIn(stored);
  let [logits, maps] = [0, 0];
  for (const [at, { seed = 1000 + at, height, width, logits: expected, maps: storedMaps = [], top }] of stored.cases.slice(0, 2).entries()) {
    const network = await openNetwork(checkpoint, device, { input: [height, width] });
    const pass = await network.forward([seeded(seed, height * width * 3, 2)]);
    logits = Math.max(logits, largestDifference(pass.prediction.logits, decodeFloats(expected)));
    for (const each of storedMaps) {
      const { values } = await pass.map({ method: methodNamed(each.method), layer: each.layer }, logitOf(top[0] ?? 0, network.classes));
      maps = Math.max(maps, largestDifference(values, decodeFloats(each.map)));
    }
    pass.dispose();
    network.dispose();
  }
  return { logits, maps: stored.cases.some((one) => one.maps) ? maps : undefined };
}

/** As test/seeded.py draws them. */
function checkpointIn({ tensors, quiet, metadata = {} }: Stored): Checkpoint {
  const pattern = quiet === undefined ? undefined : new RegExp(quiet);
  const entries = tensors.map(([name, shape], index): [string, CheckpointTensor] => {
    const data = numbers(index, name, shape);
    return [name, { shape, data: pattern?.test(name) ? data.map((x) => x / 4) : data }];
  });
  return { tensors: new Map(entries), metadata, skipped: [] };
}

function numbers(index: number, name: string, shape: readonly number[]): Float32Array {
  const length = shape.reduce((product, axis) => product * axis, 1);
  const [, cin = 1, kernelH = 1, kernelW = 1] = shape;
  if (shape.length === 4) return seeded(index, length, Math.sqrt(6 / (cin * kernelH * kernelW)));
  if (shape.length === 2) return seeded(index, length, Math.sqrt(3 / cin));
  const [centre, spread] = /running_var$|weight$/.test(name) ? [1, 0.5] : [0, 0.25];
  return seeded(index, length, spread).map((x) => centre + x);
}
