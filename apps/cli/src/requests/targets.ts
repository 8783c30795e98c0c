// Which targets a photograph is asked about: classes, or contrasts of two, as seeds of the network's gradients.
import { type ClassTarget, type Prediction, probabilityOf, type Seed, seedOf } from "@camlucida/cam";
import { nearest } from "@camlucida/weights";
import type { ClassQuery, WhatOptions } from "../arguments/options.ts";
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
export const rankingOf = ({ logits }: Pick<Prediction, "logits">): number[] =>
  [...logits.keys()].sort((a, b) => (logits[b] as number) - (logits[a] as number) || a - b);

/** A query that fits the model: the N most probable classes of each photograph, or one class. */
type ClassChoice = Exclude<ClassQuery, { kind: "label" }>;

const listed = 8; // candidates named in a message

/**
 * Finds what a query of `option` means among the model's classes; done once, before any photograph.
 * A label is found by its exact text, else whatever the case of its letters, else by whole words that no other label has, else
 * by such a part: "cat" asks about the tiger cat rather than the oystercatcher.
 * "topN" with N beyond the number of classes means all of them.
 * @throws LabelError "class-unknown" with "did you mean", "class-ambiguous" with the candidates.
 */
export function resolveClass(query: ClassQuery, labels: readonly string[], option = "--class"): ClassChoice {
  switch (query.kind) {
    case "top": return { kind: "top", count: Math.min(query.count, labels.length) };
    case "label": return { kind: "index", index: findLabel(query.text, labels, option) };
    case "index":
      if (query.index < labels.length) return query;
      throw new LabelError("class-unknown",
        `There is no class ${query.index}: the model has ${labels.length}, from 0 to ${labels.length - 1}.`);
  }
}

/** The classes to draw for one photograph, each once. @param ranking class indices, most probable first. */
export function chooseClasses(choices: readonly ClassChoice[], ranking: readonly number[]): number[] {
  return [...new Set(choices.flatMap((choice) => (choice.kind === "top" ? ranking.slice(0, choice.count) : [choice.index])))];
}

function findLabel(text: string, labels: readonly string[], option: string): number {
  const wanted = fold(text);
  const folded = labels.map(fold);
  const matches = [
    indicesOf(labels, (label) => label === text),
    indicesOf(folded, (label) => label === wanted),
    indicesOf(folded, (label) => holdsWords(label, wanted)),
    indicesOf(folded, (label) => label.includes(wanted)),
  ].find((indices) => indices.length > 0);
  const [index, another] = matches ?? [];
  if (matches === undefined || index === undefined || wanted === "") throw unknownLabel(text, labels, option);
  if (another !== undefined) throw ambiguousLabel(text, matches, labels, option);
  return index;
}

/** The same for "Egyptian cat", "egyptian_cat" and another composition of accents. */
function fold(text: string): string {
  return text.normalize("NFKC").toLowerCase().replaceAll(/[\s_]+/gu, " ").trim();
}

/** Whether `words` stand in `label` with no letter or digit on either side. */
function holdsWords(label: string, words: string): boolean {
  for (let at = label.indexOf(words); at >= 0 && words !== ""; at = label.indexOf(words, at + 1)) {
    if (!/[\p{L}\p{N}]$/u.test(label.slice(0, at)) && !/^[\p{L}\p{N}]/u.test(label.slice(at + words.length))) return true;
  }
  return false;
}

function indicesOf(labels: readonly string[], matches: (label: string) => boolean): number[] {
  return labels.flatMap((label, index) => (matches(label) ? [index] : []));
}

function ambiguousLabel(text: string, matches: readonly number[], labels: readonly string[], option: string): LabelError {
  const names = matches.slice(0, listed).map((index) => `${index} ${labels[index]}`).join(", ");
  const more = matches.length > listed ? ` and ${matches.length - listed} more` : "";
  return new LabelError("class-ambiguous",
    `${option}: ${quote(text)} fits ${matches.length} classes: ${names}${more}. Type more of the label, or the index.`);
}

/** Looks for the nearest label, and for labels that hold a word near to what was typed. */
function unknownLabel(text: string, labels: readonly string[], option: string): LabelError {
  const words = labels.flatMap((label) => [label, ...label.split(/[\s_-]+/)]);
  const near = nearest(text.slice(0, 60), words);
  const guesses = near === undefined ? [] : labels.filter((label) => fold(label).includes(fold(near))).slice(0, 3);
  const several = text.includes(", ") ? ` Several classes are written without a space: ${option} tabby,lynx.` : "";
  const hint = guesses.length === 0 ? "Give a class index, top1, or a part of a label." : `Did you mean ${guesses.map(quote).join(" or ")}?`;
  return new LabelError("class-unknown", `${option}: no label holds ${quote(text)}. ${hint}${several}`);
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
