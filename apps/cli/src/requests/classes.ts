// Which classes to draw: from what was typed to class indices.
import { nearest } from "@camlucida/weights";
import type { ClassQuery } from "../arguments/options.ts";
import { LabelError } from "../errors/errors.ts";

/** A query that fits the model: the N most probable classes of each photograph, or one class. */
export type ClassChoice = Exclude<ClassQuery, { kind: "label" }>;

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
