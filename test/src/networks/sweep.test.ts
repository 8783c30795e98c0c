// `npm run verify -- networks`: the files of one network, which test/reference_networks.py wrote into test/dist/networks, opened and held
// against PyTorch on this runtime's devices. What was found goes into the report. Where no network is named there is nothing to hold.
import { openNetwork } from "@camlucida/cam";
import { loadCheckpoint, openReference, openWasm, type Checkpoint, type Device } from "@camlucida/tensor";
import { deviceOf, readFixture, readFixtureBytes, seeded, testGpu } from "@camlucida/tensor/testing";
import { describe, expect, inject, test } from "vitest";
import { type ExpectedCase, type Differences, hold, layerByName, layerInOnnx, ofLogits, ofMaps } from "./held.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The network whose files are held; "" for none. */
    readonly network: string;
  }
  interface TaskMeta {
    held?: Differences & { readonly file: string; readonly device: string };
    /** Of one forward pass of a photograph on one thread, milliseconds: the least of five. */
    milliseconds?: number;
  }
}

interface NetworkReference {
  readonly metadata: Readonly<Record<string, string>>; // what a .pth cannot say
  readonly cases: readonly ExpectedCase[];
  readonly halved?: readonly ExpectedCase[]; // with float16 weights
}

const name = inject("network");
const path = (file: string): string => `../../dist/networks/${file}`;

/** One file on one device. */
interface Trial {
  readonly file: string;
  readonly device: Device;
  readonly expected: ExpectedCase;
}

/** The naive reference computes small images only: a photograph takes it minutes, and says no more. */
async function trialsOf({ cases, halved = [] }: NetworkReference): Promise<Trial[]> {
  const gpu = await testGpu();
  const files = [`${name}.pth`, `${name}_13.onnx`, `${name}_17.onnx`].map((file) => [file, cases] as const);
  if (halved.length > 0) files.push([`${name}_float16.onnx`, halved]);
  const all = (device: Device): Trial[] => files.flatMap(([file, each]) => each.map((expected) => ({ file, device, expected })));
  if (gpu) return all(deviceOf(gpu)).filter(({ expected }) => inDeno || expected === cases[0]);
  return [...all(openWasm() ?? openReference()), ...all(openReference()).filter(({ file, expected }) => expected === cases[0] && !file.includes("_17"))];
}

const inDeno = "Deno" in globalThis;

describe.runIf(name !== "")(`${name}, as PyTorch computes it`, async () => {
  if (name === "") return;
  const reference = await readFixture<NetworkReference>(import.meta.url, path(`${name}.json`));
  const trials = (await trialsOf(reference)).map((trial) => ({ ...trial, ...trial.expected, on: trial.device.kind }));
  let open: { readonly file: string; readonly checkpoint: Checkpoint } | undefined; // one at a time: the largest has half a gigabyte

  test.for(trials)("$file, $height × $width, $on", async ({ file, device, expected }, { task }) => {
    open = open?.file === file ? open : { file, checkpoint: await loadCheckpoint(await readFixtureBytes(import.meta.url, path(file))) };
    const byName = file.endsWith(".pth");
    const checkpoint = byName ? { ...open.checkpoint, metadata: reference.metadata } : open.checkpoint;
    const held = await hold(checkpoint, device, expected, byName ? layerByName : layerInOnnx);
    task.meta.held = { ...held, file, device: device.kind };
    expect(held.logits).toBeLessThan(ofLogits);
    expect(held.top).toBe(true);
    for (const [map, off] of Object.entries(held.maps)) expect(off, map).toBeLessThan(ofMaps);
    if (byName && device.kind === "wasm" && expected === reference.cases.at(-1)) task.meta.milliseconds = await leastTime(checkpoint, device, expected);
  });
});

async function leastTime(checkpoint: Checkpoint, device: Device, { seed, height, width }: ExpectedCase): Promise<number> {
  const network = await openNetwork(checkpoint, device, { input: [height, width] });
  const image = seeded(seed, height * width * 3, 2);
  const times: number[] = [];
  for (let run = 0; run < 6; run++) {
    const begun = performance.now();
    (await network.forward([image])).dispose();
    times.push(performance.now() - begun);
  }
  network.dispose();
  return Math.min(...times.slice(1)); // the first compiles
}
