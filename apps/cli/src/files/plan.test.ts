import { link, symlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { inFolder } from "../testing/files.ts";
import { identitiesOf } from "./census.ts";
import { type Input, listInputs } from "./inputs.ts";
import { type Guard, guardOf, openPlan } from "./plan.ts";
import { fillTemplate } from "./template.ts";

const file = (path: string): Input => ({ kind: "file", path });
const code = (name: string): Error => expect.objectContaining({ code: name }) as Error;

const unguarded = (): void => undefined;

function planned(paths: readonly string[], templates: readonly string[], guard: Guard = unguarded): void {
  const plan = openPlan(templates, guard);
  paths.forEach((path) => plan.take(file(path)));
}

test("two photographs that would become one picture by the user's template are refused", () => {
  expect(() => planned(["a/x.png", "b/x.jpg"], ["out/{stem}.png"])).toThrow(/a\/x\.png and b\/x\.jpg would both become/);
  expect(() => planned(["a/x.png", "a/x.jpg"], ["{dir}/{stem}.cam.png"])).toThrow(code("output-conflict"));
  expect(() => planned(["a/x.png", "a/x.jpg"], ["{dir}/{name}.cam.png", "{stem}.npy"])).toThrow(code("output-conflict"));
  expect(() => planned(["x.png", "y.jpg"], ["{class}.png"])).toThrow(code("output-conflict"));
  expect(() => planned(["x.png"], ["{stem}.cam.png", "x.cam.png"])).toThrow(/Two results of x\.png/);
  expect(() => planned(["x.png", "y.jpg"], ["-"])).toThrow(/holds one picture, and several were given/);
  planned(["a/x.png", "b/x.jpg"], ["{dir}/{stem}.cam.png", "out/{stem}.{ext}.npy"]);
  planned(["x.png"], ["-"]);
});

test("by the default the second gets its extension, always the same", () => {
  const template = "{dir}/{name}.{class}.cam.png";
  const plan = openPlan([template], unguarded);
  const called = (input: Input): string => fillTemplate(template, plan.take(input), { class: "tabby", method: "", layer: "" });
  const inputs = [...["a/x.JPG", "a/x.jpg", "a/x.png", "b/x.png", "a/x.png.png", "a/x.png.jpg", "a/x"].map(file), { kind: "stdin" } as const, file("stdin.png")];
  expect(inputs.map((input) => called(input).replace(".tabby.cam.png", ""))).toEqual(
    ["a/x", "a/x.jpg", "a/x.png", "b/x", "a/x.png.png", "a/x.png.jpg", "a/x.2", "stdin", "stdin.png"]);
});

test("no photograph is replaced, under whatever name", async () => {
  expect(() => planned(["cat.png"], ["{stem}.png"])).toThrow(code("output-is-input"));
  expect(() => planned(["a.jpg", "a.png"], ["{stem}.{ext}.png", "{dir}/{stem}.png"])).toThrow(code("output-is-input"));
  expect(() => planned(["b.png", "a/b.png"], ["a/{stem}.png"])).toThrow(code("output-is-input")); // the result comes before the photograph
  await inFolder(["cat.png"], async (folder) => {
    const cat = join(folder, "cat.png");
    await symlink(cat, join(folder, "soft.png"));
    await link(cat, join(folder, "hard.png"));
    const guard = guardOf(await identitiesOf(listInputs([cat])));
    expect(() => planned([cat], [`${folder}/hard.png`], guard)).toThrow(code("output-is-input"));
    for (const name of ["cat.png", "soft.png", "hard.png"]) expect(() => guard(join(folder, name))).toThrow(code("output-is-input"));
    guard(join(folder, "tabby.png"));
  });
});

test("folders are told once", () => {
  const plan = openPlan(["out/{dir}/{stem}.png", "-"], unguarded);
  plan.take(file("a/x.png"));
  expect(plan.newFolders()).toEqual([resolve("out/a")]);
  expect(() => plan.take(file("b/x.png"))).toThrow(code("output-conflict")); // both would go to standard output
  expect(plan.newFolders()).toEqual([resolve("out/b")]);
  expect(plan.newFolders()).toEqual([]);
});
