// The command line from end to end, as a process of its own: what it prints, writes, leaves alone, and its exit codes.
import { decodeImage } from "camlucida/internal";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cat, openWorkplace, readNpy, resultsOf, type Run, type Workplace } from "./workplace.ts";

let place: Workplace;
let folder = "";
let model = "";
const cam = (...args: string[]): Promise<Run> => place.cam(...args);

beforeAll(async () => {
  place = await openWorkplace();
  ({ folder, model } = place);
  await writeFile(join(folder, "two.txt"), "cat\ndog\n");
  await writeFile(join(folder, "broken.png"), (await readFile(cat)).subarray(0, 5000));
});
afterAll(() => place.close());

describe("one picture", () => {
  test("is explained: JSON, picture and raw map", async () => {
    const run = await cam(cat, "--model", model, "--labels", "labels.txt", "--device", "cpu", "--json", "--out", "a/{stem}.png", "--raw", "a/{stem}.npy");
    expect(run).toMatchObject({ code: 0, stderr: "" });
    const [result] = resultsOf(run);
    if (!result?.ok) throw new Error(JSON.stringify(result));
    expect(result.model).toMatchObject({ name: "tiny", classes: 3 });
    expect(result.top.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 5);
    const [map] = result.maps;
    expect(map).toMatchObject({ method: "cam", layer: "layer4", width: 7, height: 7, overlay: "a/chelsea.png", raw: "a/chelsea.npy" });
    // float32 sums of 49 × 16 products of order 1: 1e-5 leaves an order of magnitude
    expect(map?.residual).toBeLessThan(1e-5);
    expect(await decodeImage(await readFile(join(folder, "a/chelsea.png")))).toMatchObject({ width: 451, height: expect.toSatisfy((height: number) => height > 300) as number }); // the legend lies below
    const { values } = await readNpy(join(folder, "a/chelsea.npy"));
    expect([Math.min(...values), Math.max(...values)]).toEqual([map?.min, map?.max].map((value) => Math.fround(value ?? NaN)));
  });

  test("is not overwritten unasked, and is with --force", async () => {
    const again = [cat, "--model", model, "--device", "cpu", "--out", "once.png"];
    expect((await cam(...again)).code).toBe(0);
    const refused = await cam(...again);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("output-exists");
    expect((await cam(...again, "--force")).code).toBe(0);
    expect((await readdir(folder)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test.each(["signed", "positive", "minmax"])("looks the same from the GPU and the CPU: %s", async (view) => {
    const [gpu, cpu] = await Promise.all((["gpu", "cpu"] as const).map((device) =>
      cam(cat, "--model", model, "--device", device, "--view", view, "--out", `${view}.${device}.png`)));
    if (process.env["CAMLUCIDA_GPU"] !== "required" && gpu?.code === 3) {
      console.warn("NO WEBGPU ADAPTER: the command line's GPU road did not run");
      return;
    }
    expect([gpu?.code, cpu?.code]).toEqual([0, 0]);
    const [a, b] = await Promise.all(["gpu", "cpu"].map(async (device) => decodeImage(await readFile(join(folder, `${view}.${device}.png`)))));
    // the 7×7 maps differ by float32 rounding, which can move a table index by one: at most a few levels of colour
    const worst = a?.data.reduce((most, value, at) => Math.max(most, Math.abs(value - (b?.data[at] ?? NaN))), 0);
    expect(worst).toBeLessThanOrEqual(4);
  });
});

describe("exit codes", () => {
  test("1: one bad picture fails alone, and is reported", async () => {
    const run = await cam("broken.png", "missing.png", cat, "--model", model, "--device", "cpu", "--json", "--out", "b/{stem}.png");
    expect(run.code).toBe(1);
    const all = resultsOf(run);
    expect(all.map(({ ok }) => ok)).toEqual([false, false, true]);
    expect(all.flatMap((result) => (result.ok ? [] : [result.error.code]))).toEqual(["image-truncated", "image-missing"]);
  });

  test.each([
    [2, "a mistyped view", ["--view", "singed"], "Did you mean signed"],
    [2, "an ambiguous label", ["--labels", "labels.txt", "--class", "ca"], "fits 2 classes: 0 cat, 2 cart"],
    [2, "labels of the wrong length", ["--labels", "two.txt"], "2 labels were given; the model has 3"],
    [2, "an index beyond the classes", ["--class", "3"], "has 3"],
    [4, "a model that is not there", ["--model", "none.pth"], "none.pth"],
    [4, "a picture as a model", ["--model", "broken.png"], "broken.png: .*PNG"],
  ])("%i: %s", async (code, _, args, message) => {
    const run = await cam(cat, ...(args.includes("--model") ? [] : ["--model", model]), "--device", "cpu", "--out", "c.png", ...args);
    expect(run.code).toBe(code);
    expect(run.stderr).toMatch(new RegExp(message));
    expect(run.stdout).toBe("");
  });
});

test("--help and --version need no model", async () => {
  const help = await cam("--help");
  expect(help.code).toBe(0);
  for (const option of ["--model", "--class", "--view", "--compat", "--crop", "--raw", "--json", "--force"]) expect(help.stdout).toContain(option);
  expect((await cam("--version")).stdout).toMatch(/^camlucida \d+\.\d+\.\d+\n$/);
});

test.each([
  [["help"], ["--help"]],
  [["version"], ["--version"]],
  [["help", "-q"], ["--help"]], // in Deno
  [["help", "tune"], ["tune", "--help"]],
  [["help", "weights"], ["weights", "--help"]],
])("%j are words, not pictures: the same as %j", async (words, options) => {
  const [said, expected] = await Promise.all([cam(...words), cam(...options)]);
  expect(said).toEqual(expected);
  expect(said).toMatchObject({ code: 0, stderr: "" });
});

test("tune --help and weights --help tell of themselves, and weights of the models", async () => {
  const [tune, weights, list] = await Promise.all([cam("tune", "--help"), cam("weights", "--help"), cam("weights", "--list")]);
  expect(tune.stdout).toMatch(/^Usage: camlucida tune/);
  expect(weights.stdout).toMatch(/^Usage: camlucida weights/);
  expect(list).toMatchObject({ code: 0, stderr: "" });
  expect(list.stdout).toContain("resnet50-keras");
});

test("a model of one's own needs no home; to obtain one does", async () => {
  const homeless = (...args: string[]): Promise<Run> => place.camIn({ HOME: "", XDG_CACHE_HOME: "", CAMLUCIDA_CACHE: "", LOCALAPPDATA: "", USERPROFILE: "" }, ...args);
  expect(await homeless(cat, "--model", model, "--device", "cpu", "--out", "homeless.png")).toMatchObject({ code: 0, stderr: "" });
  const refused = await homeless(cat, "--device", "cpu", "--out", "homeless2.png");
  expect(refused.code).toBe(4);
  expect(refused.stderr).toContain("CAMLUCIDA_CACHE");
});

test("--list-devices names the CPU and what auto takes", async () => {
  expect((await cam("--list-devices")).stdout).toMatch(/^gpu {2}.*\ncpu {2}.*\n$/);
});
