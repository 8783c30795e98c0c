// The two errors that most files of this folder throw.
import { CheckpointError } from "../graph/errors.ts";

/** A file that contradicts itself: "checkpoint-corrupt". */
export const corrupt = (found: string): CheckpointError =>
  new CheckpointError("checkpoint-corrupt", `ONNX: ${found}. Is the file damaged?`);

/** A file that is right, and is not computed: "checkpoint-unsupported". @param found with what would help */
export const refused = (found: string): CheckpointError =>
  new CheckpointError("checkpoint-unsupported", `ONNX: ${found}`);
