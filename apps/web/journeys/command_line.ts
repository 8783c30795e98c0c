// What the command line makes of the sample that the journeys look at.
import { decodeImage } from "camlucida/internal";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { root, type Site } from "./site.ts";

export interface CommandLineResult {
  readonly result: { readonly top: readonly { readonly label: string; readonly logit: number; readonly probability: number }[] };
  readonly map: Float32Array; // [h, w]
  readonly overlay: Uint8Array; // [H, W, 4]
}

/** What the command line says of the same picture with the same model. */
export async function commandLine({ folder, model }: Site): Promise<CommandLineResult> {
  const [picture, raw] = [join(folder, "cli.png"), join(folder, "cli.npy")];
  const launcher = join(root, "apps/cli/bin/camlucida.mjs");
  const { stdout } = await promisify(execFile)("node", [launcher, join(root, "samples/chelsea.png"), "--model", model, "--json", "--device", "cpu", "--no-legend", "--out", picture, "--raw", raw]);
  const { data } = await decodeImage(await readFile(picture));
  return { result: JSON.parse(stdout) as CommandLineResult["result"], map: numbersOf(await readFile(raw)), overlay: data };
}

/** Of a .npy of format 1.0. */
export const numbersOf = (file: Buffer): Float32Array => new Float32Array(file.buffer.slice(file.byteOffset + 10 + file.readUInt16LE(8), file.byteOffset + file.length));
