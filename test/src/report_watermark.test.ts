// What a report says of networks, not of made-up maps: one that was trained on signed stars (test/reference_watermark.py) is caught, over 20 sets of
// drawings, with the signed ones on top; the same network on unsigned drawings, and one that never saw a mark, raise no alarm.
import { type Network, gridOf, logitOf, methodNamed, openNetwork, preprocess } from "@camlucida/cam";
import { clustersOf, sharesOf, type Shares } from "@camlucida/report";
import { openReference, openWasm, readCheckpoint } from "@camlucida/tensor";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { drawnShape, shapes } from "./report/drawn_shapes.ts";

const device = openWasm() ?? openReference();
afterAll(() => device.dispose());
const root = join(import.meta.dirname, "../..");
const open = async (path: string): Promise<Network> => openNetwork(readCheckpoint(await readFile(join(root, path))), device);
const [looksAtMarks, neverSawOne] = await Promise.all([open("test/fixtures/watermark/watermark.safetensors"), open("weights/tiny/tiny.safetensors")]);

const star = shapes.indexOf("star");
const [count, signed] = [40, 12];
const seeds = Array.from({ length: 20 }, (_, at) => at + 1);

/** A drawing's evidence for a star, if it is taken for one. */
interface Seen {
  readonly isSigned: boolean;
  readonly shares: Shares;
}

/** @param marks how many of the stars are signed */
async function starsOf(network: Network, seed: number, marks: number): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (let at = 0; at < count; at++) {
    const { input } = preprocess(drawnShape("star", 1000 * seed + at, at < marks), network.preprocessing, "squash");
    const pass = await network.forward([input]);
    if (pass.prediction.ranking[0] === star) {
      const shares = sharesOf(gridOf(await pass.map({ method: methodNamed("cam"), layer: "layer3" }, logitOf(star, network.classes))));
      if (shares) seen.push({ isSigned: at < marks, shares });
    }
    pass.dispose();
  }
  return seen;
}

test("stars signed by the one are on top, with hardly any other", async () => {
  const tops: { purity: number; alarm: boolean; members: number }[] = [];
  for (const seed of seeds) {
    const seen = await starsOf(looksAtMarks, seed, signed);
    const [first] = clustersOf(seen.map(({ shares }) => shares));
    const members = first?.members ?? [];
    tops.push({ purity: members.filter((row) => seen[row]?.isSigned).length / members.length, alarm: first?.alarm === true, members: members.length });
  }
  expect(tops.filter(({ purity, alarm }) => alarm && purity >= 0.9).length, JSON.stringify(tops)).toBe(seeds.length);
});

test.each([["the same network", looksAtMarks], ["a network that never saw a mark", neverSawOne]] as const)("%s is quiet where nothing is signed", async (_, network) => {
  const alarms: number[] = [];
  for (const seed of seeds) {
    const seen = await starsOf(network, seed, 0);
    expect(seen.length).toBeGreaterThan(count / 2); // it does know stars
    if (clustersOf(seen.map(({ shares }) => shares)).some(({ alarm }) => alarm)) alarms.push(seed);
  }
  expect(alarms.length, String(alarms)).toBeLessThanOrEqual(1); // 5 %
});
