import { link, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inFolder } from "../testing/folder.ts";
import type { Input } from "./inputs.ts";
import { guardOf, planOutputs } from "./plan.ts";

const file = (path: string): Input => ({ kind: "file", path });
const code = (name: string): unknown => expect.objectContaining({ code: name });

test("two photographs that would become one picture are found before any work", async () => {
  const meeting = planOutputs([file("a/x.png"), file("b/x.jpg")], ["out/{stem}.png"]);
  await expect(meeting).rejects.toThrow(/a\/x\.png and b\/x\.jpg would both become/);
  await expect(planOutputs([file("a/x.png"), file("a/x.jpg")], ["{dir}/{stem}.cam.png"])).rejects.toThrow(code("output-conflict"));
  await expect(planOutputs([file("x.png"), file("y.jpg")], ["{class}.png"])).rejects.toThrow(code("output-conflict"));
  await expect(planOutputs([file("x.png"), file("y.jpg")], ["-"])).rejects.toThrow(/holds one picture, and 2 were given/);
  await planOutputs([file("a/x.png"), file("b/x.jpg")], ["{dir}/{stem}.cam.png", "out/{stem}.{ext}.npy"]);
  await planOutputs([file("x.png")], ["-"]);
});

test("no photograph is replaced, under whatever name", async () => {
  await inFolder(["cat.png"], async (folder) => {
    const cat = join(folder, "cat.png");
    await expect(planOutputs([file(cat)], [`${folder}/{stem}.png`])).rejects.toThrow(code("output-is-input"));
    await symlink(cat, join(folder, "soft.png"));
    await link(cat, join(folder, "hard.png"));
    const guard = guardOf(await planOutputs([file(cat)], [`${folder}/{class}.png`]));
    for (const name of ["cat.png", "soft.png", "hard.png"]) {
      await expect(guard(join(folder, name))).rejects.toThrow(code("output-is-input"));
    }
    await guard(join(folder, "tabby.png"));
  });
});
