// What the launcher grants suffices for what was asked, wherever inputs and results lie; and nobody reads of Deno's permissions.
import { keep } from "@camlucida/weights";
import { copyFile, mkdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cat, openWorkplace, resultsOf, type Run, type Workplace } from "./workplace.ts";

let place: Workplace;
const cam = (...args: string[]): Promise<Run> => place.cam(...args, "--model", place.model, "--device", "cpu", "--json");
const pathOf = (...parts: string[]): string => join(place.folder, ...parts);

beforeAll(async () => {
  place = await openWorkplace();
  for (const folder of ["a,b", "pets/deep", "elsewhere"]) await mkdir(pathOf(folder), { recursive: true });
  for (const photo of ["a,b/x.png", "pets/x.png", "pets/deep/y.png", "elsewhere/z.png"]) await copyFile(cat, pathOf(photo));
  await symlink("../elsewhere/z.png", pathOf("pets/link.png"));
});
afterAll(() => place.close());

test.each([
  ["a comma in a folder's name", ["a,b"], ["a,b/x.cam.png"]],
  ["a pattern, with results beside each photograph's folder", ["pets/**", "--out", "{dir}/../out/{stem}.png"], ["out/x.png", "out/link.png", "pets/out/y.png"]],
  ["a folder's copy", ["pets/*.png", "pets/deep", "--out", "copy/{dir}/{stem}.png", "--raw", "numbers/{stem}.npy"], ["copy/pets/deep/y.png", "numbers/link.npy"]],
])("%s", async (_, args, results) => {
  const run = await cam(...args);
  expect(run).toMatchObject({ code: 0, stderr: "" });
  for (const result of results) expect((await stat(pathOf(result))).size).toBeGreaterThan(0);
});

test.each([
  ["a device as labels", [cat, "--labels", "/dev/stdin", "--out", "n.png"], 2],
  ["a file of the system as a picture", ["/proc/self/environ", "--out", "n.png"], 1],
  ["a place that is none", [cat, "--out", "/proc/n.png"], 1],
])("%s is refused in words for people", async (_, args, code) => {
  const run = await cam(...args);
  expect(run.code).toBe(code);
  expect(run.stdout + run.stderr).toMatch(/\/dev\/stdin|\/proc/);
  expect(run.stdout + run.stderr).not.toMatch(/--allow|NotCapable|Requires/);
});

test("damage found in a model at hand: the program is started again to obtain it, and says what it removed where it cannot", async () => {
  const cached = pathOf("cache", "resnet18.safetensors");
  await mkdir(pathOf("cache"), { recursive: true });
  await keep(cached, await readFile(place.model));
  const asked = [cat, "--model", "resnet18", "--device", "cpu", "--json", "--out", "cached.png"];
  expect(resultsOf(await place.cam(...asked))[0]?.ok).toBe(true);
  await writeFile(cached, (await readFile(place.model)).fill(1, 5000, 5001));
  const run = await place.camIn({ https_proxy: "http://127.0.0.1:9", HTTPS_PROXY: "http://127.0.0.1:9" }, ...asked, "--force"); // nobody answers
  expect(run.code).toBe(4);
  expect(run.stderr).toMatch(/^resnet18: \S+ is damaged\. Obtaining it again\.\n✗ resnet18: \S+ is damaged, and was removed\. .*cannot be reached/);
  await expect(stat(cached)).rejects.toThrow();
});
