/** Weights files in, named float32 arrays out; and safetensors back. */
export type { Checkpoint, CheckpointTensor } from "./checkpoint.ts";
export { metadataKeys } from "./metadata.ts";
export { readCheckpoint } from "./read_checkpoint.ts";
export { readPth } from "./pth.ts";
export { readLegacyPth } from "./legacy_pth.ts";
export { readSafetensors, writeSafetensors } from "./safetensors.ts";
