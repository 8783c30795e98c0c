// The files beside a model, of which an .onnx file may name some: only those that really lie there.
import { CheckpointError, type OnnxDataFiles } from "@camlucida/tensor";
import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, sep } from "node:path";

/**
 * Files in the folder of the model at `path`, by names below it, as `OnnxDataFiles` are safe in themselves. A link may lead to where the model itself
 * lies, as in the caches of model hubs, and nowhere else: else a file could have any other of this machine read as numbers.
 * @throws CheckpointError "checkpoint-unsafe" for a link that leads elsewhere
 */
export const filesBeside = (path: string): OnnxDataFiles => (name) => {
  const beside = join(dirname(path), name);
  if (!statSync(beside, { throwIfNoEntry: false })?.isFile()) return undefined;
  const real = realpathSync(beside);
  const folders = [realpathSync(dirname(path)), dirname(realpathSync(path))];
  if (folders.some((folder) => real.startsWith(folder.endsWith(sep) ? folder : folder + sep))) return readFileSync(beside);
  throw new CheckpointError("checkpoint-unsafe", `ONNX: ${JSON.stringify(name)} beside the model is a link out of its folder; only files in the folder are read. Put the data itself there.`);
};
