// The maps of one target, finished.
import { augmentedMaps, unitOf, type MapRequest, type PassProgress, type RawMap } from "@camlucida/cam";
import type { View } from "../arguments/table/choices.ts";
import type { HowOptions } from "../arguments/options.ts";
import type { Unit } from "../report/result.ts";
import type { Forwarded } from "../run/forward.ts";
import type { Job } from "../run/job.ts";
import { sharedScale } from "../sheet/sheet.ts";
import { assemble, type PlannedMap } from "./plan.ts";
import type { Target } from "./targets.ts";

/** A map as it is reported: raw, fused, or finished as another system does. */
export interface ExplainedMap extends RawMap {
  readonly planned: PlannedMap;
  readonly unit: Unit;
}

/** The planned maps of a target. @param picture as a pass has predicted it, with the network's input [height, width, C] */
export async function mapsOf(
  { seed }: Target, plannedMaps: readonly PlannedMap[], { pixels, pass, image }: Forwarded & { readonly pixels: Float32Array }, { options: { how }, model: { network }, plan }: Job, progress: PassProgress,
): Promise<ExplainedMap[]> {
  const wanted = plannedMaps.flatMap(({ answers }) => answers);
  const requests = wanted.map((at) => plan.requests[at] as MapRequest);
  const assembled = (answers: readonly RawMap[]): RawMap[] =>
    plannedMaps.map((planned) => assemble(planned.answers.map((at) => answers[wanted.indexOf(at)] as RawMap), planned, how, network.preprocessing.size));
  const maps = how.smooth === "augment"
    ? await smoothed(how, assembled, (finish) => augmentedMaps(network, pixels, requests, seed, { progress, finish }))
    : assembled(await pass.maps(requests, seed, { image, progress }));
  return plannedMaps.map((planned, at) => ({ ...(maps[at] as RawMap), layer: planned.layer, planned, unit: unitIn(planned, how) }));
}

type Assemble = (answers: readonly RawMap[]) => RawMap[];

/** Raw maps are averaged, then made what was asked for; another system averages what it has finished. */
async function smoothed({ compat }: HowOptions, assembled: Assemble, average: (finish?: Assemble) => Promise<RawMap[]>): Promise<RawMap[]> {
  return compat === undefined ? assembled(await average()) : average(assembled);
}

/** The map without what planned it: data that may go to another thread. */
export const dataOf = ({ method, layer, width, height, values }: ExplainedMap): RawMap => ({ method, layer, width, height, values });

function unitIn({ method, fusedAs }: PlannedMap, { compat, smooth }: HowOptions): Unit {
  if (fusedAs !== undefined || (compat !== undefined && compat !== "article")) return "none";
  const unit = unitOf(method);
  return unit === "logits" && smooth === "component" ? "score" : unit;
}

/** What the strongest colour of a map stands for, in its unit; undefined: the map's own. */
export type ScaleOf = (map: ExplainedMap) => number | undefined;

/** @param maps of all targets */
export function commonScale(maps: readonly ExplainedMap[], view: View): ScaleOf {
  return ({ method, layer }) => sharedScale(maps.filter((map) => map.method === method && map.layer === layer), view)?.high;
}
