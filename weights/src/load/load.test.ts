// Models that are obtained because one of them must be, and files of the user's own.
import { CheckpointError, metadataKeys, writeSafetensors } from "@camlucida/tensor";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { ModelError } from "../errors/errors.ts";
import { loadModel } from "./load.ts";
import { brokenPack, factsOf, loadingPlace, published, tensors } from "../testing/loading_place.ts";
import { someBytes, whole } from "../testing/temporary.ts";

const place = loadingPlace();
const code = (error: string): object => expect.objectContaining({ code: error }) as object;
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

describe("no model named", () => {
  it("obtains the first default, once", async () => {
    const options = await place.start(whole(published));
    const first = await loadModel({ model: undefined }, options);
    const second = await loadModel({ model: undefined }, options);
    expect(first.name).toBe("small");
    expect(factsOf(second)).toEqual(factsOf(first));
    expect(place.server.ranges).toHaveLength(1);
    expect(place.lines).toEqual([]);
    expect(await readdir(place.cache).then((names) => names.toSorted())).toEqual(["small.safetensors", "small.safetensors.crc32"]);
  });

  it.each([
    ["cannot be reached", () => place.unreachable()],
    ["never answers", () => place.start(() => undefined)],
    ["refuses", () => place.start((_, response) => void response.writeHead(403).end())],
    ["is behind a page that asks to log in", () => place.start((_, response) => void response.end("<html>"))],
  ])("goes on with the other default where the server %s, and says so in one line", async (_, surroundings) => {
    const options = await surroundings();
    const loaded = await loadModel({ model: undefined }, options);
    expect(loaded.name).toBe("small-keras");
    expect(place.lines).toHaveLength(1);
    expect(place.lines[0]).toMatch(/^small: http.*Going on with small-keras; --model small insists\.$/);
    expect(place.lines[0]).not.toContain("\n");
  });

  it("prefers a cached copy of the first default to everything", async () => {
    const options = await place.start(whole(published));
    await loadModel({ model: "small" }, options);
    await place.server.close();
    expect((await loadModel({ model: undefined }, { ...options, pack: brokenPack })).name).toBe("small");
    expect(place.lines).toEqual([]);
  });

  it("does not ask the server where only the other default is cached, and says so in one line", async () => {
    const offline = await place.unreachable();
    await loadModel({ model: "small-keras" }, offline);
    const options = await place.start(whole(published));
    expect((await loadModel({ model: undefined }, options)).name).toBe("small-keras");
    expect(place.server.ranges).toEqual([]);
    expect(place.lines).toEqual(["small is not at hand. Going on with small-keras; --model small obtains it."]);
    expect((await loadModel({ model: "small" }, options)).name).toBe("small");
    expect((await loadModel({ model: undefined }, options)).name).toBe("small");
  });

  it("does not hide that a server sends another file under the published name", async () => {
    const options = await place.start(whole(someBytes(published.length, 3)));
    await expect(loadModel({ model: undefined }, options)).rejects.toMatchObject({ code: "download-wrong-hash" });
    expect(await readdir(place.cache)).toEqual([]);
  });

  it("says so where neither can be had", async () => {
    const options = await place.unreachable();
    await expect(loadModel({ model: undefined }, { ...options, pack: brokenPack })).rejects.toMatchObject({
      code: "model-unreachable",
      message: expect.stringMatching(/neither small nor small-keras .*ENOTFOUND.*--model FILE/) as string,
    });
  });
});

describe("a name that is not in the manifest", () => {
  it("gets the nearest one proposed, and all of them listed", async () => {
    const options = await place.start(whole(published));
    await expect(loadModel({ model: "smal-keras" }, options)).rejects.toMatchObject({
      code: "model-unknown",
      message: expect.stringMatching(/Did you mean small-keras\?.*small, small-keras/) as string,
    });
  });
});

describe("a file of the user's own", () => {
  it("is read where it lies", async () => {
    const options = await place.start(whole(published));
    const path = join(place.folder.path, "my birds.v2.safetensors");
    const bytes = writeSafetensors(tensors, { [metadataKeys.labels]: "wren\nrobin" });
    await writeFile(path, bytes);
    const loaded = await loadModel({ model: path }, options);
    expect(loaded).toMatchObject({ name: "my birds.v2", path, labels: ["wren", "robin"] });
    expect(loaded.digest()).toBe(sha256(bytes));
    expect(existsSync(place.cache)).toBe(false);
  });

  it("needs no place for models", async () => {
    const options = await place.start(whole(published));
    const path = join(place.folder.path, "own.safetensors");
    await writeFile(path, published);
    const cacheFolder = (): never => { throw new ModelError("cache-unknown", "no home"); };
    expect((await loadModel({ model: path }, { ...options, cacheFolder })).name).toBe("own");
    await expect(loadModel({ model: "small" }, { ...options, cacheFolder })).rejects.toEqual(code("cache-unknown"));
    await expect(loadModel({ model: undefined }, { ...options, cacheFolder })).rejects.toEqual(code("cache-unknown"));
  });

  it("has no labels unless it brings them or is a published checkpoint", async () => {
    const options = await place.start(whole(published));
    const [own, known] = [join(place.folder.path, "own.pth"), join(place.folder.path, "known.pth")];
    await writeFile(own, writeSafetensors(new Map([["x", { shape: [1], data: Float32Array.of(1) }]]), {}));
    await writeFile(known, published);
    expect((await loadModel({ model: own }, options)).labels).toBeUndefined();
    expect((await loadModel({ model: known }, options)).labels).toHaveLength(1000);
  });

  it.each(["missing.pth", "models/missing", "missing.PT"])(
    "that is missing is a missing file, not an unknown name: %s",
    async (model) => {
      const options = await place.start(whole(published));
      await expect(loadModel({ model }, options)).rejects.toMatchObject({
        code: "model-file-missing",
        message: expect.stringContaining(basename(model)) as string,
      });
    },
  );

  it("may not be an empty folder, an endless device or empty", async () => {
    const options = await place.start(whole(published));
    await expect(loadModel({ model: `${place.folder.path}/` }, options)).rejects.toEqual(code("model-folder-empty"));
    if (existsSync("/dev/zero")) {
      await expect(loadModel({ model: "/dev/zero" }, options)).rejects.toEqual(code("model-file-unreadable"));
    }
    await writeFile(join(place.folder.path, "empty.pth"), "");
    const failure = await loadModel({ model: join(place.folder.path, "empty.pth") }, options).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CheckpointError);
    expect(String(failure)).toContain("empty.pth");
  });
});
