// What the network answers about one target, as finished maps.
import { answerAugmented, inputSide, type Progress, type RawMap, type Sight } from "@camlucida/cam";
import type { Job } from "../job.ts";
import type { Unit } from "../report/result.ts";
import { assemble, type Asked, type PlannedMap } from "./plan.ts";
import type { Target } from "./targets.ts";

/** A map as it is reported: raw, fused, or finished as another system does. */
export interface ExplainedMap extends RawMap {
  readonly planned: PlannedMap;
  readonly unit: Unit;
}

/** A picture as the network has seen it. */
export interface Looked {
  readonly pixels: Float32Array; // [224, 224, 3]
  readonly sight: Sight;
}

/** The planned maps of a target. The network has seen the image, and sees it again only to augment it. */
export async function mapsOf(
  { seed }: Target, plannedMaps: readonly PlannedMap[], { pixels, sight }: Looked, { options, model: { network } }: Job, progress: Progress,
): Promise<ExplainedMap[]> {
  const wanted = plannedMaps.flatMap(({ answers }) => answers);
  const assembled = (answers: readonly RawMap[]): RawMap[] =>
    plannedMaps.map((planned) => assemble(planned.answers.map((at) => answers[wanted.indexOf(at)] as RawMap), planned, options));
  const maps = options.smooth === "augment"
    ? await augmentedMaps(options, assembled, (finish) => answerAugmented(network, pixels, inputSide, seed, { progress, wanted, finish }))
    : assembled(await network.answer(seed, progress, sight, wanted));
  return plannedMaps.map((planned, at) => ({ ...(maps[at] as RawMap), layer: planned.layer, planned, unit: unitOf(planned, options) }));
}

type Assemble = (answers: readonly RawMap[]) => RawMap[];

/** Raw maps are averaged, then made what was asked for; another system averages what it has finished. */
async function augmentedMaps({ compat }: Asked, assembled: Assemble, answer: (finish?: Assemble) => Promise<RawMap[]>): Promise<RawMap[]> {
  return compat === undefined ? assembled(await answer()) : answer(assembled);
}

/** The map without what planned it: data that may go to another thread. */
export const dataOf = ({ method, layer, width, height, values }: ExplainedMap): RawMap => ({ method, layer, width, height, values });

function unitOf({ method, fusedAs }: PlannedMap, { compat, smooth }: Asked): Unit {
  if (fusedAs !== undefined || (compat !== undefined && compat !== "article")) return "none";
  if (method.weights.from === "features") return "features";
  return method.weights.from === "classifier" && smooth !== "component" ? "logits" : "score";
}
