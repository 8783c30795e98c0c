// The command line on checkpoints that are and are not what their names say: exit codes, JSON, and nothing written.
import { writeSafetensors } from "@camlucida/tensor";
import { tinyResnet } from "@camlucida/tensor/testing";
import { readdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cat, openWorkplace, resultsOf, type Workplace } from "./workplace.ts";

const fixture = (name: string): string => resolve(import.meta.dirname, "../fixtures/conventions", name);

let place: Workplace;
beforeAll(async () => {
  place = await openWorkplace();
});
afterAll(() => place.close());

test("logits that PyTorch saved of the same picture are ours, and nothing is written", async () => {
  const before = await readdir(place.folder);
  const run = await place.cam(cat, "--model", fixture("plain.pth"), "--check", fixture("chelsea.npy"), "--json", "--device", "cpu");
  expect(run.code).toBe(0);
  const [result] = resultsOf(run);
  expect(result).toMatchObject({ ok: true, check: { ok: true, file: fixture("chelsea.npy") }, maps: [{ overlay: null }] });
  // float32 sums in another order, of a range of some units: a thousandth is allowed, a hundredth of that is found
  expect(result?.ok && result.check && result.check.largestDifference < result.check.tolerance / 100).toBe(true);
  expect(await readdir(place.folder)).toEqual(before);
});

test("those of a dilated network, whose file looks the same, are not", async () => {
  const { code, stdout } = await place.cam(cat, "--model", fixture("plain.pth"), "--check", fixture("chelsea_dilated.npy"), "--device", "cpu");
  expect(code).toBe(1);
  expect(stdout).toMatch(/check {2}not equal: largest difference .*, allowed .*\n[^]*dilated stages, LeakyReLU/);
});

test("a tensor that nothing reads ends the run with exit code 4 and its code in the JSON", async () => {
  const tensors = new Map([...tinyResnet(), ["layer1.0.cbam.fc1.weight", { shape: [2, 4, 1, 1], data: new Float32Array(8) }] as const]);
  await writeFile(join(place.folder, "squeezed.safetensors"), writeSafetensors(tensors));
  const { code, stdout, stderr } = await place.cam(cat, "--model", "squeezed.safetensors", "--json", "--device", "cpu");
  expect(code).toBe(4);
  expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: "checkpoint-left-over" } });
  expect(stderr).toContain('squeezed.safetensors: not the tensors of a ResNet as camlucida computes it. Left over: "layer1.0.cbam.fc1.weight" (1 in all). Likely cause: an attention module');
});
