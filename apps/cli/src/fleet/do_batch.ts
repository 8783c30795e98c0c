// One job: what it asks for is held against what this machine has, its pictures are explained, and their lines are packed.
import { Buffer } from "node:buffer";
import { dirname, resolve } from "node:path";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import packageJson from "../../package.json" with { type: "json" };
import type { Options } from "../arguments/options.ts";
import type { WorkOptions } from "../arguments/read_fleet.ts";
import { endsRun, exitCodeOf, exitCodes } from "../errors/exit.ts";
import type { Input } from "../files/inputs.ts";
import type { Sweeper } from "../files/locked_file.ts";
import { templatesOf } from "../files/outputs.ts";
import { fillTemplate } from "../files/template.ts";
import { failureOf, filesOf, type ImageFailure, type InputResult, isUsable, jsonLine } from "../report/result.ts";
import { type Batch, type BatchedPicture, readBatch } from "./batch.ts";
import { refuseOutside } from "./below_root.ts";
import type { BatchExplainer } from "./explainer.ts";
import { FleetError } from "./fleet_error.ts";
import type { BatchTally } from "./ledger.ts";
import type { KeyedOptions } from "./opened_run.ts";
import type { BatchResult } from "./queue.ts";
import { unpackSettings } from "./settings.ts";

/** Where jobs are done, and how. */
export interface Workbench {
  readonly root: string; // the current folder
  readonly own: Pick<WorkOptions, "device" | "jobs" | "detail">; // what a worker decides, and no job
  readonly explainer: BatchExplainer;
  readonly sweeper: Sweeper;
}

export interface DoneBatch {
  readonly result: BatchResult;
  readonly tally: BatchTally;
}

/** @throws FleetError "fleet-job-malformed"; what makes this worker refuse every such job: see `refuses` */
export async function doBatch(data: unknown, bench: Workbench): Promise<DoneBatch> {
  const batch = readBatch(data);
  if (batch.version !== packageJson.version) throw versionDiffers(batch.version);
  const results = await explainBatch(batch, bench).catch((error: unknown) => {
    if (refuses(error)) throw error;
    return batch.pictures.map(({ path }) => failureOf(path, error)); // of settings that nobody can carry out
  });
  bench.sweeper.sweep(results.flatMap(filesOf).map((path) => dirname(resolve(path)))); // of what killed workers left
  const failed = results.filter((result) => !result.ok || !("skipped" in result) && !isUsable(result)).length;
  return { result: { lines: await packLines(results.map(jsonLine)) }, tally: { explained: results.length - failed, failed } };
}

/** Whether an error is this machine's, so that the job goes back to the queue, for others. */
export const refuses = (error: unknown): boolean =>
  endsRun(error) || exitCodeOf(error) === exitCodes.mustObtain || error instanceof FleetError && error.code.endsWith("-differs");

async function explainBatch(batch: Batch, { root, own, explainer }: Workbench): Promise<InputResult[]> {
  const asked = await unpackSettings(batch, root);
  const options: Options = { ...asked, outputs: { ...asked.outputs, json: true, existing: "same" }, run: { ...asked.run, ...own } };
  const settings: KeyedOptions = { key: JSON.stringify([batch.model, batch.settings, batch.files]), options, model: batch.model };
  const checked = await Promise.all(batch.pictures.map((picture) => inputOf(picture, options, root)));
  const inputs = checked.filter((each): each is Input => "kind" in each);
  const explained = inputs.length === 0 ? [] : await explainer.explain(settings, inputs);
  return checked.map((each) => ("kind" in each ? explained[inputs.indexOf(each)] as InputResult : each));
}

/** The picture as an input, or why it is none. */
async function inputOf({ path, folder, name }: BatchedPicture, { outputs }: Options, root: string): Promise<Input | ImageFailure> {
  const input: Input = { kind: "file", path, ...(folder !== undefined && { root: folder }), ...(name !== undefined && { name }) };
  try {
    for (const place of [path, ...templatesOf(outputs).map((template) => fillTemplate(template, input))]) await refuseOutside(place, root);
    return input;
  } catch (error) {
    return failureOf(path, error);
  }
}

const versionDiffers = (version: string): FleetError => new FleetError("fleet-version-differs",
  `This is camlucida ${packageJson.version}, and the job was submitted by ${version}. Install the same version on every machine.`);

/** @param lines each with its newline */
const packLines = async (lines: readonly string[]): Promise<string> => (await promisify(gzip)(lines.join(""))).toString("base64");

/** @throws the errors of gzip, for what no worker wrote */
export const unpackLines = async ({ lines }: BatchResult): Promise<string> => (await promisify(gunzip)(Buffer.from(lines, "base64"))).toString();
