// The formats that are read, by the endings of their names, and what mutants of each are made from: files that are committed here.
import { readdir, readFile, stat } from "node:fs/promises";
import { extname, join, resolve } from "node:path";
import { boxStructure, riffStructure } from "./structures/containers.ts";
import { jpegStructure } from "./structures/jpeg.ts";
import { pngStructure } from "./structures/png.ts";
import { protobufStructure } from "./structures/protobuf.ts";
import { safetensorsStructure } from "./structures/safetensors.ts";
import type { FileStructure } from "./structures/structure.ts";
import { pthStructure } from "./structures/zip.ts";

/** By what code a file is read. */
export type ReaderKind = "picture" | "checkpoint";

interface CorpusFormat {
  readonly kind: ReaderKind;
  readonly endings: readonly string[];
  /** How mutants are taken apart; none where they are bytes alone. */
  readonly structure?: FileStructure;
}

const formats = {
  png: { kind: "picture", endings: [".png", ".apng"], structure: pngStructure },
  jpeg: { kind: "picture", endings: [".jpg", ".jpeg", ".jpe", ".jfif"], structure: jpegStructure },
  webp: { kind: "picture", endings: [".webp"], structure: riffStructure },
  avif: { kind: "picture", endings: [".avif"], structure: boxStructure },
  heic: { kind: "picture", endings: [".heic", ".heif"], structure: boxStructure },
  gif: { kind: "picture", endings: [".gif"] },
  bmp: { kind: "picture", endings: [".bmp", ".dib"] },
  tiff: { kind: "picture", endings: [".tif", ".tiff"] },
  pth: { kind: "checkpoint", endings: [".pth", ".pt", ".ckpt", ".bin"], structure: pthStructure },
  safetensors: { kind: "checkpoint", endings: [".safetensors"], structure: safetensorsStructure },
  onnx: { kind: "checkpoint", endings: [".onnx"], structure: protobufStructure },
} as const satisfies Readonly<Record<string, CorpusFormat>>;

export type FormatName = keyof typeof formats;

export const formatNames = Object.keys(formats) as FormatName[];
export const isFormatName = (name: string): name is FormatName => Object.hasOwn(formats, name);
export const formatOf = (name: FormatName): CorpusFormat => formats[name];

/** By what a file is read, by its name; undefined where the name promises nothing that is read. */
export function kindOfName(path: string): ReaderKind | undefined {
  const ending = extname(path).toLowerCase();
  return formatNames.map(formatOf).find(({ endings }) => endings.includes(ending))?.kind;
}

const root = resolve(import.meta.dirname, "../../..");
const seedFolders = ["test/fixtures", "packages/tensor/src/checkpoint/fixtures", "packages/tensor/src/onnx/fixtures", "apps/cli/src/image"];
const largestSeed = 60_000; // bytes: a mutant is to be read in milliseconds

/** A file that mutants are made from. */
export interface SeedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** In the same order on every machine. @param from a folder in place of what is committed */
export async function seedsOf(format: FormatName, from?: string): Promise<readonly SeedFile[]> {
  const { endings } = formatOf(format);
  const seeds: SeedFile[] = [];
  for (const folder of from === undefined ? seedFolders : [from]) for (const name of (await readdir(resolve(root, folder), { recursive: true })).toSorted()) {
    const path = resolve(root, folder, name);
    if (!endings.includes(extname(name).toLowerCase()) || (await stat(path)).size > largestSeed) continue;
    seeds.push({ name: join(folder, name), bytes: new Uint8Array(await readFile(path)) });
  }
  return seeds;
}
