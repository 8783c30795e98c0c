// Explains every input: opens what that needs, and closes it.
import type { DeviceChoice } from "@camlucida/tensor";
import process from "node:process";
import type { Options } from "../arguments/options.ts";
import { identitiesOf } from "../files/census.ts";
import { type Input, listInputs } from "../files/inputs.ts";
import { heldLists, isOnce } from "../files/names_file.ts";
import { openListing, type Listing } from "../files/listing.ts";
import { templatesOf } from "../files/outputs.ts";
import { guardOf, openPlan, type Plan } from "../files/plan.ts";
import { belongsTo } from "../files/shard.ts";
import type { Sink } from "../files/stdout.ts";
import { openRunJournal } from "../journal/run_journal.ts";
import { chooseDevice, type ChosenDevice } from "../model/devices.ts";
import { noticesOn } from "../report/progress.ts";
import { openTally } from "../report/tally.ts";
import { fitMethods, planMaps, refuseJudging } from "../requests/plan.ts";
import type { ExitCode } from "../errors/exit.ts";
import { explainEach } from "./explain_each.ts";
import type { Interruptions } from "./interruption.ts";
import { openJob, readSideFiles } from "./job.ts";
import { openModelOn, workload } from "../model/model.ts";
import { openSteps } from "../steps/open_steps.ts";

/**
 * Inputs that are known before the first is explained, and held at most: what is refused of these, is refused before any work. Where files
 * may be replaced all are looked at before, since no photograph may be.
 */
const knownAtOnce = 1000;

/**
 * @param choose chooses a device, for the first time and after a loss
 * @throws ModelError, CheckpointError, GraphError, DeviceError, LabelError, BoxesError, CheckError, OutputError for what concerns the whole run
 */
export async function explainAll(options: Options, stdout: Sink, interruptions: Interruptions, choose = chooseDevice): Promise<ExitCode> {
  const { what, outputs } = options;
  const report = outputs.report === undefined ? undefined : await (await import("../report_page/report_command.ts")).openRunReport(outputs.report, options, stdout);
  const filesFrom = outputs.force ? await heldLists(what.filesFrom) : what.filesFrom; // read twice
  const list = (): AsyncIterable<Input> => listInputs(what.inputs, { filesFrom, recursive: what.recursive });
  const photographs = outputs.force ? await identitiesOf(list()) : new Uint32Array();
  const names = openPlan(templatesOf(outputs), guardOf(photographs));
  const counts = process.stderr.isTTY && !filesFrom.some(isOnce); // for the progress line: where there is none, nobody looks at all inputs twice
  const inputs = await openListing({ inputs: list(), again: counts ? list : undefined, belongs: belongsTo(options.run.shard) }, names, knownAtOnce);
  try {
    const code = await explainListed({ inputs, names, photographs }, options, stdout, interruptions, choose);
    await report?.();
    return code;
  } finally {
    inputs.close();
  }
}

/** What is known of the inputs before the first is explained. */
interface Listed {
  readonly inputs: Listing;
  readonly names: Plan;
  readonly photographs: Uint32Array; // identities
}

async function explainListed(
  { inputs, names, photographs }: Listed, options: Options, stdout: Sink, interruptions: Interruptions, choose: typeof chooseDevice,
): Promise<ExitCode> {
  const sideFiles = await readSideFiles(options.run, inputs.found);
  const chooseHere = (choice: DeviceChoice): Promise<ChosenDevice> => choose(choice, options.run.jobs);
  const first = await chooseHere(options.run.device);
  const notice = noticesOn(process.stderr, options.run.detail);
  const { steps, atWork } = openSteps({ options, photographs }, first, inputs.usable, stdout, notice);
  try {
    const model = await openModelOn(first, workload(options, planMaps(options.how), inputs.usable > 1, atWork), options, chooseHere);
    try {
      refuseJudging(options.run, model.network);
      const how = fitMethods(options.how, model.network, (line) => notice("class maps", line));
      const plan = planMaps(how, model.network.layers.at(-1));
      const journal = await openRunJournal(options, model, (line) => notice("journal", line));
      const tally = openTally();
      const stop = interruptions.during(async () => {
        await steps.end();
        await journal?.close();
        return tally.interrupted(inputs.found, inputs.knowsAll);
      });
      try {
        const job = await openJob({ options: { ...options, how }, model, steps, photographs, stdout, notice, plan, sideFiles, journal });
        return await explainEach(inputs, names, job, atWork?.length ?? 1, tally);
      } finally {
        stop();
        await journal?.close();
      }
    } finally {
      model.dispose();
    }
  } finally {
    steps.close();
  }
}
