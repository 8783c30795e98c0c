import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseArguments } from "../arguments/arguments.ts";
import type { Options } from "../arguments/options.ts";
import { planMaps } from "../requests/plan.ts";
import { existingOf, knownNames, pathsOf } from "./existing.ts";
import type { Input } from "../files/inputs.ts";
import { inFolder } from "../testing/files.ts";

const labels = ["tabby", "lynx", "Egyptian cat"];
const slugs = ["tabby", "lynx", "egyptian-cat"];

function optionsOf(line: string): Options {
  const command = parseArguments(["a.png", ...line.split(" ")], { colormaps: [] });
  if (command.kind !== "explain") throw new Error(command.kind);
  return command.options;
}

/** The paths of all results, or undefined where only the photograph tells them. */
function pathsFor(line: string, input: Input = { kind: "file", path: "p/a.png" }): string[] | undefined {
  const options = optionsOf(line);
  const names = knownNames(options.what, options.outputs, planMaps(options.how), labels, slugs);
  return names && pathsOf(input, names, options.outputs);
}

test.each([
  ["--raw {stem}.npy", ["p/a.cam.png", "a.npy"]],
  ["--class tabby,lynx", ["p/a.tabby.cam.png", "p/a.lynx.cam.png"]],
  ["--class lynx --class 1", ["p/a.lynx.cam.png"]],
  ["--class top1", ["p/a.cam.png"]],
  ["--contrast tabby:egyptian --out {class}.png", ["tabby_vs_egyptian-cat.png"]],
  ["--contrast 0:1:0.5 --contrast 1:0", ["p/a.tabby_vs_lynx_0.5.cam.png", "p/a.lynx_vs_tabby.cam.png"]],
  ["--method cam,grad-cam --layer layer3,layer4", ["p/a.cam.layer4.cam.png", "p/a.grad-cam.layer3.cam.png", "p/a.grad-cam.layer4.cam.png"]],
  ["--method eigen-cam,cam --class tabby,lynx", ["p/a.no_class.eigen-cam.cam.png", "p/a.tabby.cam.cam.png", "p/a.lynx.cam.cam.png"]],
  ["--sheet {stem}.sheet.png --class top3", ["a.sheet.png"]],
  ["--class top2", undefined],
  ["--class top1 --raw {class}.npy", undefined],
  ["--contrast top1:top2 --out {class}.png", undefined],
])("%s", (line, paths) => expect(pathsFor(line)).toEqual(paths));

test("all, some and none are there; nobody looks unasked", async () => {
  await inFolder([], async (folder) => {
    const names = [{ class: "tabby", method: "cam", layer: "layer4" }];
    const input: Input = { kind: "file", path: join(folder, "a.png") };
    const ask = (line: string): ReturnType<typeof existingOf> => existingOf(input, names, optionsOf(line).outputs);
    const line = `--raw ${folder}/{stem}.npy --skip-existing`;
    expect(await ask(line)).toEqual({ paths: [], all: false });
    await writeFile(join(folder, "a.npy"), "");
    expect(await ask(line)).toEqual({ paths: [join(folder, "a.npy")], all: false });
    await writeFile(join(folder, "a.cam.png"), "");
    expect(await ask(line)).toMatchObject({ all: true });
    expect(await ask(`--raw ${folder}/{stem}.npy`)).toBeUndefined();
    expect(await existingOf(input, undefined, optionsOf(line).outputs)).toBeUndefined();
  });
});
