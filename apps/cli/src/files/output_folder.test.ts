import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inFolder } from "../testing/files.ts";
import { isFolderName, usualNameIn } from "./output_folder.ts";
import { fillTemplate } from "./template.ts";

test("a folder ends in a slash, or is there", async () => {
  await inFolder(["file"], async (folder) => {
    await mkdir(join(folder, "maps.png"));
    expect(["new/", "new\\", "{dir}/maps/", folder, join(folder, "maps.png")].map(isFolderName)).toEqual([true, true, true, true, true]);
    expect(["-", "new", "x.png", "{stem}.png", join(folder, "file"), "\0"].map(isFolderName)).toEqual([false, false, false, false, false, false]);
  });
});

test("in it are the usual names, in the folders that the photographs have", () => {
  const photo = { kind: "file", path: "photos/pets/x.jpg", root: "photos" } as const;
  const names = { class: "tabby", method: "grad-cam", layer: "layer3" };
  expect(fillTemplate(usualNameIn("out/", [], ".cam.png"), photo)).toBe("out/pets/x.cam.png");
  expect(fillTemplate(usualNameIn("out", ["class", "layer"], ".npy"), photo, names)).toBe("out/pets/x.tabby.layer3.npy");
  expect(fillTemplate(usualNameIn("{dir}/maps/", [], ".cam.png"), photo)).toBe("photos/pets/maps/x.cam.png");
  expect(fillTemplate(usualNameIn("out/", [], ".cam.png"), { kind: "file", path: "photos/pets/x.jpg" })).toBe("out/x.cam.png");
  expect(fillTemplate(usualNameIn("..", [], ".cam.png"), photo)).toBe("../pets/x.cam.png");
});
