// `camlucida inspect FILE` and `--list-layers`: what a model is, without a device and without a picture.
import { checkpointFormat, CheckpointError } from "@camlucida/tensor";
import { loadModel } from "@camlucida/weights";
import { open, stat } from "node:fs/promises";
import process from "node:process";
import type { InspectOptions } from "../arguments/read_commands.ts";
import { exitCodeOf, exitCodes, type ExitCode } from "../errors/exit.ts";
import type { Sink } from "../files/stdout.ts";
import { aboutFile, placeOfModels, readLabelsFile, withSaid } from "../model/model.ts";
import { readPreprocessing } from "../model/opening.ts";
import { downloadsOn } from "../report/progress.ts";
import { styleFor } from "../report/terminal.ts";
import { type Inspected, inspectModel, type RefusedModel } from "./inspected.ts";
import { inspectedText, type InspectedFile } from "./inspect_text.ts";
import { layersTable } from "./tables.ts";

/** @returns the exit code that a picture would end with. @throws ModelError; CheckpointError for a file that cannot be read; LabelError */
export async function inspectCommand({ model, stem, padding, output, input, preprocess, labels: labelsFile, json, only }: InspectOptions, stdout: Sink): Promise<ExitCode> {
  const given = labelsFile === undefined ? undefined : await readLabelsFile(labelsFile);
  const asked = preprocess === undefined ? undefined : await readPreprocessing(preprocess);
  const downloads = downloadsOn(process.stderr);
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const { name, path, checkpoint, labels, beside, close } = await loadModel({ model, output }, { ...placeOfModels(), log, progress: downloads.show }).finally(downloads.clear);
  try {
    const found = inspectModel({ name, checkpoint: withSaid(checkpoint, { stem, padding }), given, labels, beside, input, asked });
    if (only === "layers" && !found.ok) throw refusalOf(path, found);
    await stdout.write(await reportOf(found, path, json, only));
    return found.ok ? exitCodes.allDone : exitCodeOf(refusalOf(path, found));
  } finally {
    close();
  }
}

/** The same error as a picture would end with. */
const refusalOf = (path: string, { error: { code, message } }: RefusedModel): unknown => aboutFile(path, new CheckpointError(code, message));

async function reportOf(found: Inspected, path: string, json: boolean, only: InspectOptions["only"]): Promise<string> {
  if (found.ok && only === "layers") {
    const { network: { layers } } = found;
    return json ? `${JSON.stringify(layers)}\n` : `${layersTable(layers, Infinity, styleFor(process.stdout, process.env)).join("\n")}\n`;
  }
  const file = await factsOf(path);
  return json ? `${JSON.stringify({ ...found, file })}\n` : inspectedText(found, file, styleFor(process.stdout, process.env));
}

const beginning = 512; // bytes that tell a file's format

async function factsOf(path: string): Promise<InspectedFile> {
  const { size: bytes } = await stat(path);
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(beginning), 0, beginning, 0);
    return { path, bytes, format: checkpointFormat(buffer.subarray(0, bytesRead)) };
  } finally {
    await file.close();
  }
}
