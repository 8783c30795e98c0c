// What explaining one picture needs to know of the whole run.
import type { Options, RunOptions } from "../arguments/options.ts";
import { readLogits, requireClasses, type SavedLogits } from "../model/check_logits.ts";
import { UsageError } from "../errors/errors.ts";
import type { Outlet } from "../files/outputs.ts";
import { guardOf, type Guard } from "../files/plan.ts";
import { classSlugs, type MapNames } from "../files/template.ts";
import type { Sink } from "../files/stdout.ts";
import { readBoxesFile, type BoxesOf } from "../metrics/boxes_file.ts";
import type { Journal } from "../journal/journal.ts";
import type { Model } from "../model/model.ts";
import type { Notice } from "../report/progress.ts";
import type { MapPlan } from "../requests/plan.ts";
import { targetsFor, type ChooseTargets } from "../requests/targets.ts";
import { openTypesetter, type Typesetter } from "../sheet/typesetter.ts";
import type { PictureSteps } from "../steps/steps.ts";
import { knownNames } from "./existing.ts";
import { forwardOf, type ForwardPicture } from "./forward.ts";

export interface Job extends SideFiles {
  readonly options: Options;
  readonly model: Model;
  readonly forward: ForwardPicture; // through the model's network
  readonly steps: PictureSteps;
  readonly guard: Guard;
  readonly stdout: Sink;
  readonly notice: Notice; // says a line to people, once a run
  readonly slugs: readonly string[]; // [classes], for file names
  readonly plan: MapPlan; // which maps each target gets
  readonly targetsFor: ChooseTargets;
  readonly knownNames: readonly MapNames[] | undefined; // of all maps, where they are known before a photograph is seen
  readonly typesetter: Typesetter | undefined; // where something is written on pictures
  readonly journal?: Journal | undefined; // where lines are kept
}

/** Files that say what maps and logits are held against. */
export interface SideFiles {
  readonly boxesOf: BoxesOf | undefined; // where the objects are
  readonly saved: SavedLogits | undefined; // to hold the network's against
}

/** @param found how many inputs there are. @throws BoxesError, CheckError; UsageError "usage-contradiction" */
export async function readSideFiles({ boxes, check }: Pick<RunOptions, "boxes" | "check">, found: number): Promise<SideFiles> {
  const boxesOf = boxes === undefined ? undefined : await readBoxesFile(boxes);
  const saved = check === undefined ? undefined : await readLogits(check);
  if (saved && found !== 1) throw new UsageError("usage-contradiction", `--check compares one picture's logits, and ${found} were given.`);
  return { boxesOf, saved };
}

/** What a job is made of. */
interface Parts extends Pick<Job, "options" | "model" | "steps" | "stdout" | "notice" | "plan" | "journal"> {
  readonly photographs: Uint32Array; // identities: files/census.ts
  readonly sideFiles: SideFiles;
}

/** @throws CheckError, LabelError */
export async function openJob({ photographs, sideFiles, ...parts }: Parts): Promise<Job> {
  const { options: { what, how, outputs, run }, model: { labels, network }, plan } = parts;
  const typesetter = outputs.sheet === undefined ? undefined : await openTypesetter();
  if (sideFiles.saved) requireClasses(sideFiles.saved, network.classes);
  const slugs = classSlugs(labels);
  return {
    ...parts, ...sideFiles, slugs, typesetter,
    forward: forwardOf(network, plan, how, run), guard: guardOf(photographs),
    targetsFor: targetsFor(what, labels), knownNames: knownNames(what, outputs, plan, labels, slugs),
  };
}

/** Where a job's results go. */
export const outletOf = ({ options: { outputs }, guard, stdout }: Pick<Job, "options" | "guard" | "stdout">): Outlet => ({ outputs, guard, stdout });
