// `--dry-run`: which pictures, which results, which model and device it would be, and what would be refused. Nothing is computed, written,
// opened or obtained; the launcher grants neither writing nor servers.
import process from "node:process";
import type { Options } from "../arguments/options.ts";
import { exitCodes, type ExitCode } from "../errors/exit.ts";
import { identitiesOf } from "../files/census.ts";
import { type Input, listInputs } from "../files/inputs.ts";
import { takeOrFail } from "../files/listing.ts";
import { heldLists } from "../files/names_file.ts";
import { templatesOf } from "../files/outputs.ts";
import { guardOf, openPlan } from "../files/plan.ts";
import { belongsTo } from "../files/shard.ts";
import type { Sink } from "../files/stdout.ts";
import { classSlugs, type MapNames } from "../files/template.ts";
import { readBoxesFile } from "../metrics/boxes_file.ts";
import { foreseeDevice } from "../model/devices.ts";
import { type ModelAhead, modelAhead } from "../model/model_ahead.ts";
import { foreseenText, openForeseenTally } from "../report/foreseen_text.ts";
import { jsonLine } from "../report/result.ts";
import { styleFor } from "../report/terminal.ts";
import { planMaps } from "../requests/plan.ts";
import { knownNames, namesOf } from "./existing.ts";
import { foresee } from "./foresee.ts";

/** @throws what would end the run before its first picture. @returns the exit code of a run in which all else goes well */
export async function dryRun(options: Options, stdout: Sink): Promise<ExitCode> {
  const { what, outputs, run } = options;
  const { json } = outputs;
  if (run.boxes !== undefined) await readBoxesFile(run.boxes);
  const [model, device] = [await modelAhead(options), await foreseeDevice(run.device)];
  const names = namesAhead(options, model);
  const filesFrom = outputs.force ? await heldLists(what.filesFrom) : what.filesFrom;
  const list = (): AsyncIterable<Input> => listInputs(what.inputs, { filesFrom, recursive: what.recursive });
  const plan = openPlan(templatesOf(outputs), guardOf(outputs.force ? await identitiesOf(list()) : new Uint32Array()));
  const belongs = belongsTo(run.shard);
  const tally = openForeseenTally();
  const style = styleFor(process.stdout, process.env);
  for await (const input of list()) {
    if (!belongs(input)) {
      takeOrFail(input, plan); // its results have names too
      continue;
    }
    const foreseen = await foresee(takeOrFail(input, plan), names, outputs);
    tally.add(foreseen);
    const text = json ? jsonLine(foreseen) : foreseenText(foreseen, style, run.detail);
    if (text !== "" && !await stdout.write(text)) return exitCodes.allDone; // nobody reads on
  }
  const said = { model: { name: model.name, path: model.path ?? null, obtain: model.bytes ?? null }, device };
  await stdout.write(json ? jsonLine({ dryRun: true, ...said, counts: tally.counts }) : tally.text(model, device, style));
  return tally.exitCode();
}

/** The names of a picture's maps; {class} stays where only the picture tells. */
function namesAhead({ what, outputs }: Options, { how, lastLayer, labels }: ModelAhead): MapNames[] {
  const plan = planMaps(how, lastLayer);
  return knownNames(what, outputs, plan, labels, classSlugs(labels)) ?? namesOf(plan, ["{class}"]);
}
