// In what the maps of one photograph differ: what their names must hold.
import type { MapField } from "../files/template.ts";
import type { MapPlan } from "./plan.ts";

/** @param severalTargets whether one photograph may be asked about several classes */
export function varyingFields({ maps }: MapPlan, severalTargets: boolean): MapField[] {
  const methods = new Set(maps.map(({ method }) => method.name));
  const varies: Readonly<Record<MapField, boolean>> = {
    class: severalTargets && maps.some(({ method }) => method.aboutClass),
    method: methods.size > 1,
    layer: maps.length > methods.size,
  };
  return (["class", "method", "layer"] as const).filter((field) => varies[field]);
}
