// What explaining one picture needs to know of the whole run.
import type { Options } from "./arguments.ts";
import type { MapPlan } from "./asking/plan.ts";
import type { ChooseTargets } from "./asking/targets.ts";
import type { SavedLogits } from "./checking/logits_file.ts";
import type { Guard } from "./files/plan.ts";
import type { MapNames } from "./files/template.ts";
import type { Sink } from "./files/stdout.ts";
import type { BoxesOf } from "./judging/boxes_file.ts";
import type { Forward } from "./forward.ts";
import type { Model } from "./model.ts";
import type { Typesetter } from "./sheet/typesetter.ts";
import type { Notice } from "./report/notices.ts";
import type { PictureSteps } from "./steps/steps.ts";

export interface Job {
  readonly options: Options;
  readonly model: Model;
  readonly forward: Forward; // through the model's network
  readonly steps: PictureSteps;
  readonly guard: Guard;
  readonly stdout: Sink;
  readonly notice: Notice; // says a line to people, once a run
  readonly slugs: readonly string[]; // [classes], for file names
  readonly plan: MapPlan; // which maps each target gets
  readonly targetsFor: ChooseTargets;
  readonly knownNames: readonly MapNames[] | undefined; // of all maps, where they are known before a photograph is seen
  readonly boxesOf: BoxesOf | undefined; // where the objects are
  readonly saved: SavedLogits | undefined; // to hold the network's against
  readonly typesetter: Typesetter | undefined; // where something is written on pictures
}
