// What the command line is given: a model in its file, and a folder of photographs.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { metadataKeys, writeSafetensors } from "../../../packages/tensor/src/index.ts";
import { encodeJpeg } from "../../../apps/cli/src/image/encode.ts";
import { networkOf, photo, type ModelName } from "../network.ts";

export interface CommandInputs {
  readonly model: string; //  the path of a .safetensors with names for its classes
  readonly folder: string; // of .jpg files, 640×480
  readonly first: string; //  one of them
  remove(): Promise<void>;
}

export async function workplaceFor(model: ModelName, pictures: number): Promise<CommandInputs> {
  const place = await mkdtemp(join(tmpdir(), "camlucida-bench-"));
  const [file, folder] = [join(place, `${model}.safetensors`), join(place, "photographs")];
  const { checkpoint: { tensors } } = networkOf(model, 1);
  const classes = tensors.get("fc.weight")?.shape[0] ?? 0;
  await writeFile(file, writeSafetensors(tensors, { [metadataKeys.labels]: Array.from({ length: classes }, (_, index) => `class ${index}`).join("\n") }));
  await mkdir(folder);
  const image = photo();
  for (let at = 0; at < pictures; at++) {
    const shifted = new Uint8Array(image.data.length); // rolled on by some rows: no two are the same
    const rows = 4 * image.width * (at % image.height);
    shifted.set(image.data.subarray(rows));
    shifted.set(image.data.subarray(0, rows), image.data.length - rows);
    await writeFile(nameOf(folder, at), await encodeJpeg({ ...image, data: shifted }, 88));
  }
  return { model: file, folder, first: nameOf(folder, 0), remove: () => rm(place, { recursive: true, force: true }) };
}

const nameOf = (folder: string, at: number): string => join(folder, `${String(at).padStart(4, "0")}.jpg`);
