// A folder whose GPU is lost in the middle: every picture is done, as if nothing had happened.
import { writeSafetensors, type WebGpuDevice } from "@camlucida/tensor";
import { seeded, testGpu, tinyResnet } from "@camlucida/tensor/testing";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseArguments } from "../arguments/arguments.ts";
import { chooseDevice, type ChosenDevice } from "../model/devices.ts";
import { explainAll } from "./explain_all.ts";
import { noInterruptions } from "./interruption.ts";
import type { ImageResult, ImageSuccess } from "../report/result.ts";
import { inFolder, pngFile } from "../testing/files.ts";

const gpu = await testGpu();
const names = Array.from({ length: 10 }, (_, at) => `${at}.png`);

/** A picture of noise, 24×16. */
function picture(seed: number): Uint8Array {
  const noise = seeded(seed, 16 * 24 * 3, 1);
  const rows = Array.from({ length: 16 }, (_, y) => [0, ...noise.subarray(y * 72, (y + 1) * 72).map((x) => Math.round(127.5 + 127.5 * x))]);
  return pngFile({ width: 24, height: 16, filtered: Uint8Array.from(rows.flat()) });
}

/** Opens GPUs that are lost after so many submissions, one number for each; others last. */
function openMortal(lives: readonly number[]): () => Promise<ChosenDevice> {
  const left = [...lives];
  return async () => {
    const device = await chooseDevice("gpu");
    let submissions = left.shift() ?? Infinity;
    const own = (device.open({ weights: "for good", othersAtWork: undefined }) as WebGpuDevice).gpu.device;
    const submit = own.queue.submit.bind(own.queue);
    own.queue.submit = (buffers) => {
      submit(buffers);
      if (--submissions === 0) own.destroy();
    };
    return device;
  };
}

interface Outcome {
  readonly code: number;
  readonly results: readonly ImageResult[];
  readonly files: readonly string[];
}

/** Explains the ten pictures with --json. */
async function explain(words: readonly string[], open: () => Promise<ChosenDevice>): Promise<Outcome> {
  let outcome: Outcome = { code: -1, results: [], files: [] };
  await inFolder([], async (folder) => {
    for (const [at, name] of names.entries()) await writeFile(join(folder, name), picture(at + 1));
    await writeFile(join(folder, "tiny.safetensors"), writeSafetensors(tinyResnet(), {}));
    const command = parseArguments([
      ...names.map((name) => join(folder, name)), "--model", join(folder, "tiny.safetensors"), "--json", "--out", `${folder}/{stem}.{class}.{method}.cam.png`, ...words,
    ], { colormaps: [] });
    if (command.kind !== "explain") throw new Error(command.kind);
    let printed = "";
    const stdout = { write: async (text: string | Uint8Array): Promise<boolean> => { printed += String(text); return true; } };
    const code = await explainAll(command.options, stdout, noInterruptions, open);
    const results = printed.trim().split("\n").map((line) => JSON.parse(line.replaceAll(`${folder}/`, "")) as ImageResult);
    outcome = { code, results, files: (await readdir(folder)).filter((name) => name.endsWith(".cam.png")) };
  });
  return outcome;
}

const successes = ({ results }: Outcome): ImageSuccess[] => results.filter((result): result is ImageSuccess => result.ok && "top" in result);

const together = ["--method", "cam", "--class", "top2"];
const inTurn = ["--method", "cam,grad-cam", "--class", "top2"];

describe.skipIf(!gpu)("a GPU that is lost", () => {
  test.each([
    ["once, among pictures that are seen one after the other", inTurn, [2], "gpu", /opened again after it was lost/],
    ["and lost again, among pictures that are seen together", together, [2, 1], "cpu", /cannot be used: .* was lost/],
  ] as const)("%s: every picture is done", async (_, words, lives, kind, why) => {
    const whole = await explain([...words, "--device", "cpu"], () => chooseDevice("cpu"));
    const outcome = await explain([...words, "--device", "auto"], openMortal(lives));
    expect(outcome.code).toBe(0);
    expect(outcome.results.map(({ image }) => image)).toEqual(names);
    expect(outcome.files).toEqual(whole.files);
    const done = successes(outcome);
    expect(done.at(-1)?.device).toMatchObject({ kind, why: expect.stringMatching(why) as string });
    successes(whole).forEach(({ top }, at) => {
      expect(done[at]?.top.map((entry) => entry.class)).toEqual(top.map((entry) => entry.class));
      top.forEach(({ logit }, rank) => expect(done[at]?.top[rank]?.logit).toBeCloseTo(logit, 3)); // logits of ±30: another order of summation
    });
  });

  test("whoever insists on it is told of each picture that was not done, exit code 3", async () => {
    const { code, results } = await explain([...inTurn, "--device", "gpu"], openMortal([2, 8]));
    expect(code).toBe(3);
    expect(results.map(({ image }) => image)).toEqual(names);
    const codes = results.map((result) => (result.ok ? "ok" : result.error.code));
    expect([...new Set(codes)].toSorted()).toEqual(["device-lost", "ok"]); // in no order: whichever is read first is seen first
  });
});
