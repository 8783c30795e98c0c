// `camlucida tune` from end to end: it measures, keeps what it found, and explaining uses it.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cat, openWorkplace, type Workplace } from "./workplace.ts";

let place: Workplace;
beforeAll(async () => { place = await openWorkplace(); });
afterAll(() => place.close());

test("measures every layer, and what explains afterwards says so", async () => {
  const explain = () => place.cam(cat, "--model", place.model, "--device", "gpu", "--force", "-v", "--out", "cat.png");
  const before = await explain();
  if (before.code === 3 && process.env["CAMLUCIDA_GPU"] !== "required") {
    console.warn("NO WEBGPU ADAPTER: tuning was not tested");
    return;
  }
  expect(before.stdout).not.toContain("; tuned");
  const tuned = await place.cam("tune", "--model", place.model);
  expect(tuned.code).toBe(0);
  expect(tuned.stderr).toMatch(/^Tuning tiny on /);
  expect(tuned.stdout).toMatch(/conv 1×224×224×3 → 1×112×112×\d+, 7×7, stride 2 .* ms /);
  expect(tuned.stdout).toMatch(/conv_adjoint /);
  expect(tuned.stdout).toMatch(/conv 8×56×56/);
  expect(await readdir(join(place.folder, "cache", "tuning"))).toHaveLength(1);
  const after = await explain();
  expect(after.code).toBe(0);
  expect(after.stdout).toContain("; tuned");
});

test("needs a GPU, and takes no pictures", async () => {
  const run = await place.cam("tune", cat);
  expect(run.code).toBe(2);
  expect(run.stderr).toContain("tune explains nothing");
});
