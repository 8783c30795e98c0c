// A model of the manifest, by its name: obtained, converted, kept, checked, obtained again.
import { metadataKeys } from "@camlucida/tensor";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ModelError } from "../errors/errors.ts";
import { loadModel } from "./load.ts";
import { obtainAnew } from "./obtain.ts";
import { factsOf, loadingPlace, numbersOf, packGraph, preprocessing, published, tensors } from "../testing/loading_place.ts";
import { whole } from "../testing/temporary.ts";

const place = loadingPlace();
const code = (error: string): object => expect.objectContaining({ code: error }) as object;
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const damaged = Uint8Array.from(bytes);
  damaged[at] = (damaged[at] ?? 0) ^ 1;
  return damaged;
}

describe("a model of the manifest", () => {
  it("is converted with its preprocessing, labels, source and licence", async () => {
    const options = await place.start(whole(published));
    const { path, digest, checkpoint, labels } = await loadModel({ model: "small" }, options);
    expect(path).toBe(join(place.cache, "small.safetensors"));
    expect(digest()).toBe(sha256(await readFile(path)));
    expect(numbersOf(checkpoint)).toEqual([...tensors]);
    expect(JSON.parse(checkpoint.metadata[metadataKeys.preprocessing] ?? "")).toEqual(preprocessing);
    expect(checkpoint.metadata[metadataKeys.source]).toBe(place.server.url);
    expect(checkpoint.metadata[metadataKeys.licence]).toBe("MIT");
    expect(checkpoint.metadata[metadataKeys.batchNormEpsilon]).toBeUndefined();
    expect(labels).toHaveLength(1000);
    expect(labels?.[285]).toBe("Egyptian cat");
  });

  it("says how its photographs are prepared, and that it transforms its input", async () => {
    const options = await place.start(whole(published));
    const prepared = { ...preprocessing, size: [299, 299], resize: [342, 342], interpolation: "bicubic" } as const;
    const entry = { ...(options.manifest.models.get("small") ?? expect.fail()), preprocessing: prepared, transformInput: true } as const;
    const { checkpoint } = await loadModel({ model: "small" }, { ...options, manifest: { ...options.manifest, models: new Map([["small", entry]]) } });
    expect(JSON.parse(checkpoint.metadata[metadataKeys.preprocessing] ?? "")).toEqual(prepared);
    expect(checkpoint.metadata[metadataKeys.transformInput]).toBe("true");
  });

  it("tells of a Keras network what PyTorch must know", async () => {
    const options = await place.start(whole(published));
    const { checkpoint } = await loadModel({ model: "small-keras" }, options);
    expect(checkpoint.metadata[metadataKeys.batchNormEpsilon]).toBe("0.001");
    expect(checkpoint.metadata[metadataKeys.bottleneckStride]).toBe("conv1");
    expect(checkpoint.metadata[metadataKeys.source]).toBe("npm:small-net@1.0.0");
    expect(checkpoint.tensors.get("conv1.weight")?.shape).toEqual([4, 3, 7, 7]);
    expect(await readdir(place.cache).then((names) => names.toSorted())).toEqual(["small-keras.safetensors", "small-keras.safetensors.crc32"]);
  });

  it("that is a frozen graph says how it pads, and normalises as the manifest says or is refused", async () => {
    const options = await place.start(whole(published));
    const keras = options.manifest.models.get("small-keras") ?? expect.fail();
    const imagenet = { order: "RGB", scale: 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;
    const frozen = { ...keras, name: "frozen", preprocessing: imagenet, batchNormEpsilon: 0, bottleneckStride: undefined, padding: "same" } as const;
    const load = (entry: typeof keras): ReturnType<typeof loadModel> =>
      loadModel({ model: "frozen" }, { ...options, pack: packGraph, manifest: { ...options.manifest, models: new Map([["frozen", entry]]) } });
    const otherwise = { ...frozen, preprocessing: { ...imagenet, std: [0.229, 0.224, 0.226] as const } };
    await expect(load(otherwise)).rejects.toMatchObject({ code: "keras-malformed", message: expect.stringContaining("normalises") as string });
    await expect(load({ ...frozen, padding: undefined })).rejects.toMatchObject({ code: "keras-malformed", message: expect.stringContaining("padding") as string });
    const { checkpoint } = await load(frozen);
    expect(checkpoint.metadata).toMatchObject({ [metadataKeys.batchNormEpsilon]: "0", [metadataKeys.padding]: "same" });
    expect(checkpoint.tensors.get("features.8.1.running_var")?.data).toEqual(new Float32Array(6).fill(1));
  });

  it("is refused where the package is not what the manifest says", async () => {
    const options = await place.start(whole(published));
    const entry = options.manifest.models.get("small-keras") ?? expect.fail();
    const manifest = {
      ...options.manifest,
      models: new Map([["small", entry], ["small-keras", { ...entry, batchNormEpsilon: 0.01 }]]),
    };
    await expect(loadModel({ model: "small-keras" }, { ...options, manifest })).rejects.toMatchObject({
      code: "keras-malformed",
    });
    expect(await readdir(place.cache)).toEqual([]);
  });

  it("insists where it is named, and tells the ways around", async () => {
    const options = await place.unreachable();
    const failure = await loadModel({ model: "small" }, options).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ModelError);
    expect(failure).toMatchObject({ code: "model-unreachable" });
    for (const hint of [place.server.url, join(place.cache, "model.pth"), "--model FILE", "--model small-keras"]) {
      expect(String(failure)).toContain(hint);
    }
    expect(place.lines).toEqual([]);
  });

  it("takes the published file that someone put into the cache", async () => {
    const options = await place.unreachable();
    await mkdir(place.cache);
    await writeFile(join(place.cache, "model.pth"), published);
    expect((await loadModel({ model: undefined }, options)).name).toBe("small");
    expect(await readdir(place.cache).then((names) => names.toSorted())).toEqual(["small.safetensors", "small.safetensors.crc32"]);
  });

  it("refuses another file under that name, and leaves it alone", async () => {
    const options = await place.unreachable();
    await mkdir(place.cache);
    await writeFile(join(place.cache, "model.pth"), "something else");
    await expect(loadModel({ model: "small" }, options)).rejects.toMatchObject({ code: "download-wrong-hash" });
    expect(await readdir(place.cache)).toEqual(["model.pth"]);
  });

  it("is fetched once for two that want it at the same time", async () => {
    const options = await place.start((request, response) => void setTimeout(() => whole(published)(request, response), 300));
    const [one, two] = await Promise.all([loadModel({ model: "small" }, options), loadModel({ model: "small" }, options)]);
    expect(factsOf(one)).toEqual(factsOf(two));
    expect(place.server.ranges).toHaveLength(1);
    expect(place.lines).toEqual(["small: another process is obtaining it; waiting"]);
  });

  it("is fetched anew on demand", async () => {
    const options = await place.start(whole(published));
    const { path } = await loadModel({ model: "small" }, options);
    await obtainAnew(options.manifest.models.get("small") ?? expect.fail(), { ...options, cacheFolder: place.cache });
    expect((await loadModel({ model: "small" }, options)).path).toBe(path);
    expect(place.server.ranges).toHaveLength(2);
  });

  it.each<[string, (bytes: Uint8Array) => Uint8Array, RegExp]>([
    ["one flipped bit in its numbers", (bytes) => flipped(bytes, bytes.length - 3), /is damaged/],
    ["one flipped bit in its names", (bytes) => flipped(bytes, 20), /is damaged/],
    ["its end missing", (bytes) => bytes.subarray(0, -1), /is damaged/],
    ["something behind its end", (bytes) => Uint8Array.of(...bytes, 0), /is damaged/],
    ["nothing in it", () => new Uint8Array(), /is damaged/],
  ])("with %s is obtained again, which is said", async (_, damage, said) => {
    const options = await place.start(whole(published));
    const { path, digest } = await loadModel({ model: "small" }, options);
    const sound = digest();
    const { atime, mtime } = await stat(path);
    await writeFile(path, damage(await readFile(path)));
    await utimes(path, atime, mtime); // the time of its last change tells nothing
    expect((await loadModel({ model: undefined }, options)).digest()).toBe(sound);
    expect(place.server.ranges).toHaveLength(2);
    expect(place.lines).toEqual([expect.stringMatching(said)]);
    expect((await loadModel({ model: undefined }, options)).digest()).toBe(sound);
    expect(place.server.ranges).toHaveLength(2);
  });

  it.each<[string, (record: string) => Promise<void>]>([
    ["no checksum", (record) => rm(record)],
    ["a damaged checksum", (record) => writeFile(record, "{")],
  ])("with %s is obtained again", async (_, damage) => {
    const options = await place.start(whole(published));
    const { path } = await loadModel({ model: "small" }, options);
    await damage(`${path}.crc32`);
    await loadModel({ model: "small" }, options);
    expect(place.server.ranges).toHaveLength(2);
    expect(place.lines).toEqual([expect.stringContaining("has no checksum")]);
  });

  it("that is damaged and cannot be obtained again is an error, and removed", async () => {
    const options = await place.start(whole(published));
    const { path } = await loadModel({ model: "small" }, options);
    await writeFile(path, flipped(await readFile(path), 100));
    await place.server.close();
    const failure = await loadModel({ model: "small" }, options).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ModelError);
    expect(failure).toMatchObject({ code: "model-unreachable", message: expect.stringMatching(/is damaged, and was removed\..*--model FILE/) as string });
    expect(await readdir(place.cache)).toEqual([]);
  });

  it("that is damaged and cannot be obtained again gives way to the other default where none is named", async () => {
    const options = await place.start(whole(published));
    const { path } = await loadModel({ model: undefined }, options);
    await writeFile(path, flipped(await readFile(path), 100));
    await place.server.close();
    expect((await loadModel({ model: undefined }, options)).name).toBe("small-keras");
    expect(place.lines).toEqual([expect.stringContaining("is damaged"), expect.stringMatching(/^small: http.*Going on with small-keras/)]);
  });

  it("that is damaged is left to another process where this one may not obtain it, without a word", async () => {
    const offline = await place.unreachable();
    const { path } = await loadModel({ model: "small-keras" }, offline);
    expect((await loadModel({ model: undefined }, { ...offline, mayObtain: false })).name).toBe("small-keras");
    expect(place.lines.splice(0)).toHaveLength(1);
    await writeFile(path, flipped(await readFile(path), 100));
    await expect(loadModel({ model: undefined }, { ...offline, mayObtain: false })).rejects.toEqual(code("model-not-at-hand"));
    expect(place.lines).toEqual([]);
    expect(await readdir(place.cache)).toContain("small-keras.safetensors");
  });

  it("that may not be read is an error", async () => {
    const options = await place.start(whole(published));
    await mkdir(join(place.cache, "small.safetensors"), { recursive: true });
    await expect(loadModel({ model: "small" }, options)).rejects.toEqual(code("model-file-unreadable"));
  });

  it.skipIf(!existsSync("/dev/full"))("appears whole or not at all when the disk is full", async () => {
    const options = await place.start(whole(published));
    await mkdir(place.cache);
    await symlink("/dev/full", join(place.cache, "small.safetensors.unfinished"));
    await expect(loadModel({ model: undefined }, options)).rejects.toMatchObject({ code: "disk-full" });
    expect((await readdir(place.cache)).filter((name) => name.endsWith(".safetensors"))).toEqual([]);
  });

  it("cannot be kept where the cache is no folder", async () => {
    const options = await place.start(whole(published));
    await writeFile(place.cache, "");
    await expect(loadModel({ model: undefined }, options)).rejects.toMatchObject({ code: "cache-unwritable" });
  });
});
