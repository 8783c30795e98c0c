// What was measured on GPUs, as it was kept: algorithms come and go.
import { algorithmNames, type Tuning } from "@camlucida/tensor";
import type { KeptTunings } from "./protocol.ts";

/** By the device's name. */
export type Tunings = Readonly<Record<string, Tuning>>;

/** Without the algorithms that are there no more: those layers go by the heuristic. */
export function knownTunings(kept: KeptTunings): Tunings {
  const known = (layers: Readonly<Record<string, string>>): Tuning => Object.fromEntries(Object.entries(layers).filter(([, name]) => algorithmNames.includes(name as never))) as Tuning;
  return Object.fromEntries(Object.entries(kept).map(([device, layers]) => [device, known(layers)]));
}
