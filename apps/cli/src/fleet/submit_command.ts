// `camlucida submit`: names of pictures → jobs in the queue, as they are found. Nothing is explained here, and few names are held.
import { resolve } from "node:path";
import process from "node:process";
import packageJson from "../../package.json" with { type: "json" };
import type { SubmitOptions } from "../arguments/read_fleet.ts";
import { exitCodes, type ExitCode } from "../errors/exit.ts";
import { type Input, listInputs, nameOf } from "../files/inputs.ts";
import { templatesOf } from "../files/outputs.ts";
import { openPlan } from "../files/plan.ts";
import type { Sink } from "../files/stdout.ts";
import { readModel } from "../model/model.ts";
import { jsonLine } from "../report/result.ts";
import { printable, styleFor } from "../report/terminal.ts";
import type { Interruptions } from "../run/interruption.ts";
import { shownQueue } from "./address.ts";
import { type Batch, type BatchedPicture, batchId } from "./batch.ts";
import { folderInJobs, pathInJobs } from "./below_root.ts";
import { asFleetError, connect } from "./connection.ts";
import { FleetError } from "./fleet_error.ts";
import { openLedger } from "./ledger.ts";
import { openQueue } from "./queue.ts";
import { packSettings } from "./settings.ts";

const atOnce = 64; // jobs
const patience = 30_000; // ms for a server that is being restarted

interface Submitted {
  pictures: number;
  jobs: number;
  added: number; // jobs that were not there yet
  refused: number; // inputs that are no picture
}

/** @throws UsageError, FleetError, errors of the model */
export async function submitCommand(options: SubmitOptions, stdout: Sink, interruptions: Interruptions): Promise<ExitCode> {
  const done: Submitted = { pictures: 0, jobs: 0, added: 0, refused: 0 };
  const common = await commonTo(options);
  const redis = await connect(options.queue, patience);
  const stop = interruptions.during(() => `interrupted: ${done.pictures} pictures in ${done.jobs} jobs are submitted; to submit the rest, submit again`);
  try {
    await submitAll(options, common, redis, done);
  } catch (error) {
    throw asFleetError(options.queue, error);
  } finally {
    stop();
    redis.disconnect();
  }
  const { pictures, jobs, added, refused } = done;
  if (options.json) await stdout.write(jsonLine({ pictures, jobs, added, refused }));
  else await stdout.write(`${pictures} pictures in ${jobs} jobs${added === jobs ? "" : `, ${jobs - added} of which were there already`}: ${shownQueue(options.queue)}\n`);
  return refused > 0 ? exitCodes.someFailed : exitCodes.allDone;
}

/** What all batches of a submission share. The model is opened so far that what no worker could do is refused here. */
async function commonTo({ explained, settings, root }: SubmitOptions): Promise<Omit<Batch, "pictures">> {
  const packed = await packSettings(settings, explained, root);
  const { what, how, run } = explained;
  const model = await readModel({ ...what, layers: how.layers, detail: run.detail });
  try {
    const named = what.model === undefined ? [`--model=${model.name}`] : [];
    return { version: packageJson.version, model: model.digest(), ...packed, settings: [...named, ...packed.settings] };
  } finally {
    model.close();
  }
}

async function submitAll({ queue: address, explained, root, batch }: SubmitOptions, common: Omit<Batch, "pictures">, redis: Awaited<ReturnType<typeof connect>>, done: Submitted): Promise<void> {
  const ledger = openLedger(redis, address);
  const queue = await openQueue(redis, address);
  for await (const chunk of chunksOf(batchesOf(explained, root, batch, done), atOnce)) {
    const jobs = chunk.map((pictures) => ({ id: batchId({ ...common, pictures }), data: { ...common, pictures } }));
    done.added += await ledger.enter(jobs.map(({ id, data }) => ({ id, pictures: data.pictures.length })));
    await queue.addBulk(jobs.map(({ id, data }) => ({ name: "explain", data, opts: { jobId: id } })));
    done.jobs += jobs.length;
    done.pictures += jobs.reduce((sum, { data }) => sum + data.pictures.length, 0);
  }
}

/** Names of results are planned over all pictures here, since a worker sees but a few. */
async function* batchesOf({ what, outputs }: SubmitOptions["explained"], root: string, size: number, done: Submitted): AsyncGenerator<BatchedPicture[]> {
  const plan = openPlan(templatesOf(outputs), () => undefined);
  async function* pictures(): AsyncGenerator<BatchedPicture> {
    for await (const input of listInputs(what.inputs, what)) {
      if (input.kind === "left-out" || input.kind === "unusable") tellRefused(input, done);
      else yield pictureOf(plan.take(placed(input, root)));
    }
  }
  yield* chunksOf(pictures(), size);
}

function tellRefused(input: Input & { kind: "left-out" | "unusable" }, done: Submitted): void {
  const style = styleFor(process.stderr, process.env);
  if (input.kind === "unusable") done.refused++;
  process.stderr.write(`${input.kind === "unusable" ? style.alarm("✗") : style.warn("left out")} ${printable(nameOf(input))}: ${printable(input.error.message)}\n`);
}

function placed(input: Input, root: string): Input & { kind: "file" } {
  if (input.kind !== "file") throw new FleetError("fleet-not-a-file", `${nameOf(input)} is no file that workers can read. Give files and folders below ${resolve(root)}.`);
  return { ...input, path: pathInJobs(input.path, root), ...(input.root !== undefined && { root: folderInJobs(input.root, root) }) };
}

function pictureOf(input: Input): BatchedPicture {
  return { path: nameOf(input), ...(input.kind === "file" && input.root !== undefined && { folder: input.root }), ...("name" in input && input.name !== undefined && { name: input.name }) };
}

/** As many items at a time; the last may be fewer. */
async function* chunksOf<Item>(items: AsyncIterable<Item>, size: number): AsyncGenerator<Item[]> {
  let chunk: Item[] = [];
  for await (const item of items) {
    if (chunk.push(item) < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
