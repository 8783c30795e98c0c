import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inFolder } from "../testing/files.ts";
import { pathInJobs, refuseForeign, refuseOutside } from "./below_root.ts";

const code = (name: string): unknown => expect.objectContaining({ code: name });

test("a path of this machine becomes one below the root, or is refused", () => {
  expect(pathInJobs("/data/photos/a.png", "/data")).toBe("photos/a.png");
  expect(pathInJobs("/data/photos/../a.png", "/data/")).toBe("a.png");
  expect(pathInJobs("/data/..a/b.png", "/data")).toBe("..a/b.png");
  for (const path of ["/data", "/elsewhere/a.png", "/database/a.png", "/data/../a.png"]) expect(() => pathInJobs(path, "/data"), path).toThrow(code("fleet-outside-root"));
});

test.each(["../a.png", "a/../../b.png", "/etc/passwd", "\\\\server\\share\\a.png", "C:\\a.png", "c:a.png", "a\\..\\b.png", "", "a\0.png"])("%j of a job is not touched", (path) => {
  expect(() => refuseForeign(path)).toThrow(code("fleet-outside-root"));
});

test.each(["https://example.org/a.png", "file:///etc/passwd", "-"])("%s is no file", (path) => {
  expect(() => refuseForeign(path)).toThrow(code("fleet-not-a-file"));
});

test("a link that leads out is not followed, one that stays is; what is not there yet lies in a folder that is", async () => {
  await inFolder(["root/photos/a.png", "secret/b.png"], async (folder) => {
    const root = join(folder, "root");
    await symlink("photos", join(root, "inside"));
    await symlink("../secret", join(root, "out"));
    await symlink("../../secret/b.png", join(root, "photos/b.png"));
    await mkdir(join(root, "maps"));
    for (const path of ["photos/a.png", "inside/a.png", "maps/x.png", "new/deep/x.png", "photos/missing.png"]) await refuseOutside(path, root);
    for (const path of ["out/b.png", "photos/b.png", "out/new/x.png", "../secret/b.png"]) await expect(refuseOutside(path, root), path).rejects.toThrow(code("fleet-outside-root"));
  });
});
