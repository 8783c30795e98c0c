// One scale for the maps of one method and layer of a photograph, whatever they are about: as a row of a contact sheet.
import type { View } from "../arguments/option_table.ts";
import { sharedScale } from "../sheet/shared_scale.ts";
import type { ExplainedMap } from "./answers.ts";

/** What the strongest colour of a map stands for, in its unit; undefined: the map's own. */
export type ScaleOf = (map: ExplainedMap) => number | undefined;

/** @param maps of all targets */
export function commonScale(maps: readonly ExplainedMap[], view: View): ScaleOf {
  return ({ method, layer }) => sharedScale(maps.filter((map) => map.method === method && map.layer === layer), view)?.high;
}
