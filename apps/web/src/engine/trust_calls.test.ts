import { openingOf, openNetwork, preprocess } from "@camlucida/cam";
import { type Device, openReference, openWasm, readCheckpoint, webGpuDevice } from "@camlucida/tensor";
import { testGpu } from "@camlucida/tensor/testing";
import { decodeImage } from "camlucida/internal";
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { rankCorrelation } from "../learn/arithmetic/rank_correlation.ts";
import type { Session } from "./session.ts";
import { trustCalls } from "./trust_calls.ts";

const gpu = await testGpu();
const devices: readonly Device[] = [openReference(), openWasm(), gpu && webGpuDevice(gpu)].filter((device) => device !== undefined);
const tiny = (name: string): Promise<Buffer> => readFile(new URL(`../../../../weights/tiny/${name}`, import.meta.url));

/** The tiny network over its picture, as the worker has it at hand. */
async function open(device: Device) {
  const model = openingOf({ checkpoint: readCheckpoint(await tiny("tiny.safetensors")), beside: [] });
  const network = await openNetwork(model.checkpoint, device, { preprocessing: model.preprocessing });
  const { input } = preprocess(await decodeImage(await tiny("shapes.png")), model.preprocessing, "squash");
  const running = { network, device: { own: device } };
  const session = { opened: { model, running, use: (work: (given: typeof running) => unknown) => work(running) }, photo: { input } } as unknown as Session;
  return { network, input, ...trustCalls(session) };
}

const requests = [{ method: "grad-cam", layer: "layer3" }, { method: "guided-backpropagation", layer: "layer3" }];

test.each(devices)("Grad-CAM notices that what was learnt is gone, guided backpropagation hardly, on $kind", async (device) => {
  const { network, input, randomisedMaps } = await open(device);
  const [gradCam, guided] = await randomisedMaps([], 1, requests, 0);
  const before = (await network.forward([input])).prediction.logits;
  for (const seed of [1, 2, 3]) {
    const [otherGradCam, otherGuided] = await randomisedMaps(["logits", "layer3"], seed, requests, 0);
    const [noticing, unmoved] = [rankCorrelation(gradCam?.values ?? [], otherGradCam?.values ?? []), rankCorrelation(guided?.values ?? [], otherGuided?.values ?? [])];
    expect(Math.abs(noticing), `Grad-CAM, ${seed}`).toBeLessThan(0.4); // of 256 cells
    expect(unmoved, `guided backpropagation, ${seed}`).toBeGreaterThan(0.6); // of 4096 pixels
  }
  expect((await randomisedMaps(["logits"], 7, requests, 0))[0]?.values).toEqual((await randomisedMaps(["logits"], 7, requests, 0))[0]?.values); // the same seed, the same numbers
  expect((await network.forward([input])).prediction.logits).toEqual(before); // the network that is open stays as it is
  network.dispose();
});

test.each(devices)("without what the map marks the class is gone sooner than without the rest, on $kind", async (device) => {
  const { network, randomisedMaps, judgeMap } = await open(device);
  const [map] = await randomisedMaps([], 1, requests, 0);
  if (!map) throw new Error("no map");
  const { deletion, insertion } = await judgeMap(map, 0);
  const reverse = await judgeMap({ ...map, values: map.values.map((value) => -value) }, 0);
  const mean = (curve: readonly number[]): number => curve.reduce((sum, value) => sum + value, 0) / curve.length;
  expect([deletion.length, insertion.length]).toEqual([29, 29]);
  expect(deletion[0]).toBeCloseTo(insertion[28] ?? NaN, 5); // the picture as it is
  expect(mean(deletion)).toBeLessThan(mean(reverse.deletion));
  expect(mean(insertion)).toBeGreaterThan(mean(reverse.insertion));
  await expect(judgeMap({ ...map, values: new Float32Array(map.values.length) }, 0)).rejects.toThrow(expect.objectContaining({ code: "map-not-judged" }) as Error);
  network.dispose();
});
