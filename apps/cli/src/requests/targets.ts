// Which targets a photograph is asked about: classes, or contrasts of two, as seeds of the network's gradients.
import { probabilityOf, seedOf, type ClassTarget, type Prediction, type Seed } from "@camlucida/cam";
import type { WhatOptions } from "../arguments/options.ts";
import { chooseClasses, resolveClass, type ClassChoice } from "./classes.ts";
import type { ClassQuery } from "../arguments/options.ts";
import { LabelError, UsageError } from "../errors/errors.ts";

export interface Target extends ClassTarget {
  readonly seed: Seed; // [classes]
}

/** What to ask about a photograph, given what the network says of it. */
export type ChooseTargets = (prediction: Prediction) => readonly Target[];

/**
 * Finds what the options mean among the model's classes; done once, before any photograph.
 * @throws LabelError "class-unknown", "class-ambiguous"; UsageError "usage-bad-value" for a class against itself
 */
export function targetsFor({ classes, contrasts, target }: Pick<WhatOptions, "classes" | "contrasts" | "target">, labels: readonly string[]): ChooseTargets {
  const choices = classes.map((query) => resolveClass(query, labels));
  const pairs = contrasts.map(({ for: wanted, against, alpha }) => {
    const [first, second] = [sideOf(wanted, labels), sideOf(against, labels)];
    refuseItself(first, second, labels);
    return { first, second, alpha };
  });
  return (prediction) => {
    const ranking = rankingOf(prediction);
    const contrasted = pairs.map(({ first, second, alpha }) => contrast(pick(first, ranking), pick(second, ranking), alpha, labels.length));
    return [...once(contrasted), ...chooseClasses(choices, ranking).map((index) => single(index, target, prediction))];
  };
}

/** What the targets are called in names of files, where no photograph must be seen to say so: undefined where the most probable classes are asked for. */
export function slugsOf({ classes, contrasts }: Pick<WhatOptions, "classes" | "contrasts">, labels: readonly string[], slugs: readonly string[]): string[] | undefined {
  const sides = contrasts.map(({ for: wanted, against, alpha }) => [sideOf(wanted, labels), sideOf(against, labels), alpha] as const);
  const choices = classes.map((query) => resolveClass(query, labels));
  if ([...choices, ...sides.flatMap(([first, second]) => [first, second])].some(({ kind }) => kind === "top")) return undefined;
  const pairs = sides.map(([first, second, alpha]) => ({ classIndex: pick(first, []), against: { classIndex: pick(second, []), alpha } }));
  const singles = chooseClasses(choices, []).map((classIndex) => ({ classIndex, against: undefined }));
  return [...new Set([...pairs, ...singles].map((target) => slugOf(target, slugs)))];
}

/** What a target is called in names of files: "tabby", "tabby_vs_lynx", "tabby_vs_lynx_0.6". No class' slug holds "_". */
export function slugOf({ classIndex, against }: ClassTarget, slugs: readonly string[]): string {
  if (!against) return slugs[classIndex] as string;
  const strength = against.alpha === 1 ? "" : `_${against.alpha}`;
  return `${slugs[classIndex]}_vs_${slugs[against.classIndex]}${strength}`;
}

/** The same of a map that is of no class. */
export const noClassSlug = "no_class";

/** For one photograph top1:top2 may be 281:282. */
function once(contrasts: readonly Target[]): Target[] {
  const byKey = new Map(contrasts.map((target) => [JSON.stringify([target.classIndex, target.against]), target]));
  return [...byKey.values()];
}

const single = (classIndex: number, kind: WhatOptions["target"], { probabilities }: Prediction): Target => ({
  classIndex,
  against: undefined,
  seed: kind === "logit" ? seedOf({ classIndex }, probabilities.length) : probabilityOf(classIndex, probabilities),
});

function contrast(classIndex: number, otherIndex: number, alpha: number, classes: number): Target {
  const against = { classIndex: otherIndex, alpha };
  return { classIndex, against, seed: seedOf({ classIndex, against }, classes) };
}

/** One side of a contrast; "top2" is the second most probable class alone. @throws LabelError "class-unknown" */
function sideOf(query: ClassQuery, labels: readonly string[]): ClassChoice {
  if (query.kind !== "top" || query.count <= labels.length) return resolveClass(query, labels, "--contrast");
  throw new LabelError("class-unknown", `--contrast: there is no top${query.count}: the model has ${labels.length} classes.`);
}

function refuseItself(first: ClassChoice, second: ClassChoice, labels: readonly string[]): void {
  const [a, b] = [first, second].map((side) => (side.kind === "index" ? `class ${side.index}, ${labels[side.index]}` : `top${side.count}`));
  if (a === b) throw new UsageError("usage-bad-value", `--contrast: both sides are ${a}. Name two classes.`);
}

const pick = (side: ClassChoice, ranking: readonly number[]): number => (side.kind === "index" ? side.index : (ranking[side.count - 1] as number));

/** Every class, most probable first; equal logits by index. */
const rankingOf = ({ logits }: Prediction): number[] =>
  [...logits.keys()].sort((a, b) => (logits[b] as number) - (logits[a] as number) || a - b);
