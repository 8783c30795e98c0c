// One of N parts of all inputs, by a hash of each input's name: machines that run one part each need not talk to one another.
import { createHash } from "node:crypto";
import { relative, sep } from "node:path";
import type { Shard } from "../arguments/options.ts";
import { type Input, nameOf } from "./inputs.ts";

/** Whether an input belongs to the part. The path below the input folder counts, so that the folder may lie elsewhere on another machine. */
export function belongsTo(shard: Shard | undefined): (input: Input) => boolean {
  if (shard === undefined || shard.count === 1) return () => true;
  return (input) => shardOf(keyOf(input), shard.count) === shard.index;
}

function keyOf(input: Input): string {
  const path = input.kind === "file" && input.root !== undefined ? relative(input.root, input.path) : nameOf(input);
  return sep === "\\" ? path.replaceAll("\\", "/") : path;
}

/** By the first 48 bits of the SHA-256 of the name in NFC: macOS decomposes the names of files. @returns 1 … count */
export function shardOf(key: string, count: number): number {
  return 1 + (createHash("sha256").update(key.normalize("NFC")).digest().readUIntBE(0, 6) % count);
}

/** "2/8" */
export const shardText = ({ index, count }: Shard): string => `${index}/${count}`;
