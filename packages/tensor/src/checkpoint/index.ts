/** Weights files in, named float32 arrays out; and safetensors back. */
export { numbersIn, type Checkpoint, type CheckpointTensor } from "./checkpoint.ts";
export type { ByteSource } from "./checkpoint.ts";
export { metadataKeys } from "./checkpoint.ts";
export { openCheckpoint, readCheckpoint } from "./read_checkpoint.ts";
export { writeSafetensors } from "./safetensors.ts";
