// Pictures in place of classes, from the command line: where a photograph is like another.
import { join } from "node:path";
import { writeFile } from "node:fs/promises";
import { tinyResnet } from "@camlucida/tensor/testing";
import { writeSafetensors } from "@camlucida/tensor";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cat, openWorkplace, resultsOf, type Workplace } from "./workplace.ts";

let place: Workplace;

beforeAll(async () => {
  place = await openWorkplace();
  await writeFile(join(place.folder, "backbone.safetensors"), writeSafetensors(new Map([...tinyResnet()].filter(([name]) => !name.startsWith("fc."))), {}));
});
afterAll(() => place.close());

const coffee = join(import.meta.dirname, "../../samples/coffee.png");

async function explained(...args: string[]) {
  const run = await place.cam(cat, "--json", "--device", "cpu", "--force", "--out", "out.{class}.png", ...args);
  const [result] = run.stdout === "" ? [] : resultsOf(run);
  if (!result?.ok) throw new Error(`${run.stderr}${run.stdout}`);
  return { result, stderr: run.stderr };
}

test.each(["tiny.safetensors", "backbone.safetensors"])("%s: a photograph is wholly like itself, and each picture's map adds up", async (model) => {
  const { result, stderr } = await explained("--model", model, "--similar-to", cat, "--similar-to", coffee, "--class", "top2");
  expect(stderr).toBe("");
  expect(result.model).toMatchObject({ probabilities: "cosine", classes: 0 });
  expect(result.top.map(({ label }) => label)).toEqual(["chelsea", "coffee"]);
  expect(result.top[0]?.probability).toBeCloseTo(1, 5);
  expect(result.top[1]?.probability).toBeLessThan(1);
  expect(result.maps.map(({ method, label }) => [method, label])).toEqual([["cam", "chelsea"], ["cam", "coffee"]]);
  for (const { residual } of result.maps) expect(residual).toBeLessThan(1e-4); // logits of order 1 … 10, float32
});

test("methods at any layer, and what speaks for one picture and not for the other", async () => {
  const { result } = await explained("--model", "backbone.safetensors", "--similar-to", cat, "--similar-to", coffee, "--contrast", "chelsea:coffee", "--method", "grad-cam,layer-cam", "--layer", "layer3", "--out", "out.{method}.png");
  expect(result.maps.map(({ method, label, against }) => [method, label, against?.label])).toEqual([["grad-cam", "chelsea", "coffee"], ["layer-cam", "chelsea", "coffee"]]);
});

test("an example that cannot be read ends the run, and what speaks of classes is refused", async () => {
  const missing = await place.cam(cat, "--model", place.model, "--similar-to", "nowhere.png");
  expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining("nowhere.png does not exist")]);
  for (const [option, value] of [["--labels", "labels.txt"], ["--target", "probability"], ["--metrics", undefined]]) {
    const refused = await place.cam(cat, "--model", place.model, "--similar-to", cat, option ?? "", ...(value === undefined ? [] : [value]));
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining(`--similar-to asks about pictures in place of classes, so ${option} cannot`)]);
  }
});
