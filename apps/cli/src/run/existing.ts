// What of a photograph's results is there already: --skip-existing goes on from there.
import { mapsFor, type MapPlan } from "../requests/plan.ts";
import { noClassSlug, slugsOf } from "../requests/targets.ts";
import type { OutputOptions, WhatOptions } from "../arguments/options.ts";
import type { Input } from "../files/inputs.ts";
import { fillTemplate, namesMaps, type MapNames } from "../files/template.ts";
import { exists, templatesOf } from "../files/outputs.ts";

/** @param slugs of the targets, in their order */
export function namesOf(plan: MapPlan, slugs: readonly string[]): MapNames[] {
  return slugs.flatMap((slug, column) => mapsFor(plan, column === 0).map(({ method, layer }) => (
    { class: method.aboutClass ? slug : noClassSlug, method: method.name, layer })));
}

/** The paths of all files that a photograph with these maps gets. */
export function pathsOf(input: Input, names: readonly MapNames[], outputs: OutputOptions): string[] {
  return [...new Set(templatesOf(outputs).flatMap((template) =>
    (namesMaps(template) ? names.map((map) => fillTemplate(template, input, map)) : [fillTemplate(template, input)])))];
}

/** The names of all maps, where no photograph must be seen to say them: undefined where they hold the most probable class. */
export function knownNames(what: WhatOptions, outputs: OutputOptions, plan: MapPlan, labels: readonly string[], slugs: readonly string[]): MapNames[] | undefined {
  const holdClass = templatesOf(outputs).some((template) => template.includes("{class}"));
  const classes = holdClass ? slugsOf(what, labels, slugs) : [""];
  return classes && namesOf(plan, classes);
}

export interface Existing {
  readonly paths: readonly string[]; // of the results that are there
  readonly all: boolean; // whether none is missing
}

/** Which results are there. @returns undefined where nobody asked, or where their names are not known */
export async function existingOf(input: Input, names: readonly MapNames[] | undefined, outputs: OutputOptions): Promise<Existing | undefined> {
  if (!outputs.skipExisting || names === undefined) return undefined;
  const paths = pathsOf(input, names, outputs);
  const there = await Promise.all(paths.map(exists));
  return { paths: paths.filter((_, at) => there[at]), all: paths.length > 0 && there.every(Boolean) };
}
